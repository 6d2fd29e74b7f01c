// What the readers of the three formats share: the bytes of the file, and what they report.
#ifndef ZMQNATIVE_CHECK_H
#define ZMQNATIVE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file {
    const uint8_t *bytes;
    size_t size;
};

// What the library has to be; from the command line.
struct target {
    const char *rid;
    bool arm64;
    bool musl;
    bool mac;
    bool windows;
    unsigned glibc_minor;  // the newest permitted 2.x; 0: any
};

// Ends the program with 1.
_Noreturn void refuse (const char *format, ...);

// Little-endian reads. An offset outside of the file refuses it.
const uint8_t *at (const struct file *file, uint64_t offset, uint64_t length);
uint16_t u16 (const struct file *file, uint64_t offset);
uint32_t u32 (const struct file *file, uint64_t offset);
uint64_t u64 (const struct file *file, uint64_t offset);
const char *text (const struct file *file, uint64_t offset);

bool begins (const char *text, const char *prefix);
bool equals_ignoring_case (const char *left, const char *right);

void exports (const char *symbol);
void needs (const char *library);
void note (const char *format, ...);

void check_elf (const struct file *file, const struct target *target);
void check_pe (const struct file *file, const struct target *target);
void check_macho (const struct file *file, const struct target *target);

// Of length bytes, into 32.
void sha256 (const uint8_t *bytes, size_t length, uint8_t *digest);

#endif
