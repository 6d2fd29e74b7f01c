// Refuses a library that would not load on every system of its RID, or that leaks symbols: check <rid> <file> [newest glibc, as 2.17]
// Prints what it found, for the log. Reads ELF, PE and Mach-O by itself, as the machine that builds has no tools for other systems' formats.
#include "check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name;
static unsigned export_count;
static bool has_drafts, has_curve;
static char needed[2048];

void refuse (const char *format, ...)
{
    va_list arguments;
    va_start (arguments, format);
    fprintf (stderr, "%s ", name);
    vfprintf (stderr, format, arguments);
    fprintf (stderr, "\n");
    va_end (arguments);
    exit (1);
}

const uint8_t *at (const struct file *file, uint64_t offset, uint64_t length)
{
    if (offset > file->size || length > file->size - offset)
        refuse ("is cut off or damaged: offset %llu is outside of it", (unsigned long long) offset);
    return file->bytes + offset;
}

uint16_t u16 (const struct file *file, uint64_t offset)
{
    const uint8_t *p = at (file, offset, 2);
    return (uint16_t) (p[0] | p[1] << 8);
}

uint32_t u32 (const struct file *file, uint64_t offset)
{
    return u16 (file, offset) | (uint32_t) u16 (file, offset + 2) << 16;
}

uint64_t u64 (const struct file *file, uint64_t offset)
{
    return u32 (file, offset) | (uint64_t) u32 (file, offset + 4) << 32;
}

const char *text (const struct file *file, uint64_t offset)
{
    const uint8_t *start = at (file, offset, 1);
    if (!memchr (start, 0, file->size - (size_t) offset))
        refuse ("is cut off or damaged: a name does not end");
    return (const char *) start;
}

bool begins (const char *whole, const char *prefix)
{
    return strncmp (whole, prefix, strlen (prefix)) == 0;
}

bool equals_ignoring_case (const char *left, const char *right)
{
    while (*left && tolower ((unsigned char) *left) == tolower ((unsigned char) *right)) {
        left++;
        right++;
    }
    return tolower ((unsigned char) *left) == tolower ((unsigned char) *right);
}

void exports (const char *symbol)
{
    if (!begins (symbol, "zmq_"))
        refuse ("exports %s; only zmq_* may be visible", symbol);
    export_count++;
    has_drafts |= strcmp (symbol, "zmq_poller_new") == 0;
    has_curve |= strcmp (symbol, "zmq_curve_keypair") == 0;
}

void needs (const char *library)
{
    note ("%s", library);
}

void note (const char *format, ...)
{
    size_t length = strlen (needed);
    va_list arguments;
    va_start (arguments, format);
    if (length < sizeof needed - 1)
        needed[length++] = ' ';
    vsnprintf (needed + length, sizeof needed - length, format, arguments);
    va_end (arguments);
}

static struct file read_file (const char *path)
{
    FILE *stream = fopen (path, "rb");
    if (!stream)
        refuse ("cannot be opened");
    fseek (stream, 0, SEEK_END);
    long size = ftell (stream);
    rewind (stream);
    uint8_t *bytes = malloc ((size_t) size + 1);
    if (!bytes || fread (bytes, 1, (size_t) size, stream) != (size_t) size)
        refuse ("cannot be read");
    fclose (stream);
    return (struct file) {bytes, (size_t) size};
}

int main (int argc, char **argv)
{
    if (argc < 3) {
        fprintf (stderr, "check <rid> <file> [2.17]\n");
        return 2;
    }
    const char *rid = argv[1];
    const char *slash = strrchr (argv[2], '/');
    name = slash ? slash + 1 : argv[2];
    struct target target = {.rid = rid, .arm64 = strstr (rid, "-arm64") != NULL, .musl = begins (rid, "linux-musl-"),
        .mac = begins (rid, "osx-"), .windows = begins (rid, "win-")};
    if (!target.arm64 && !strstr (rid, "-x64"))
        refuse ("is for %s, which this program does not know", rid);
    if (argc > 3 && sscanf (argv[3], "2.%u", &target.glibc_minor) != 1)
        refuse ("cannot be checked against glibc %s", argv[3]);

    struct file file = read_file (argv[2]);
    if (target.windows)
        check_pe (&file, &target);
    else if (target.mac)
        check_macho (&file, &target);
    else
        check_elf (&file, &target);
    if (export_count < 80 || !has_drafts || !has_curve)
        refuse ("exports only %u functions: built without drafts or CURVE?", export_count);
    printf ("%u exports, needs%s\n", export_count, needed);
    return 0;
}
