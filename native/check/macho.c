// Mach-O, of macOS: <mach-o/loader.h>, and <kern/cs_blobs.h> for the signature.
#include "check.h"

#include <string.h>

enum {
    CPU_X86_64 = 0x01000007,
    CPU_ARM64 = 0x0100000c,
    MH_DYLIB = 6,
    MH_ALLOW_STACK_EXECUTION = 0x20000,
    MH_WEAK_DEFINES = 0x8000,
    LC_SEGMENT_64 = 0x19,
    LC_LOAD_DYLIB = 0xc,
    LC_ID_DYLIB = 0xd,
    LC_LOAD_WEAK_DYLIB = 0x80000018,
    LC_REEXPORT_DYLIB = 0x8000001f,
    LC_DYLD_INFO_ONLY = 0x80000022,
    LC_CODE_SIGNATURE = 0x1d,
    LC_VERSION_MIN_MACOSX = 0x24,
    LC_BUILD_VERSION = 0x32,
    LC_DYLD_EXPORTS_TRIE = 0x80000033,
    PLATFORM_MACOS = 1,
    NEWEST_MINIMUM = 0x000b0000 // macOS 11
};

static uint64_t leb128 (const struct file *file, uint64_t *offset)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        uint8_t byte = *at (file, (*offset)++, 1);
        value |= (uint64_t) (byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    refuse ("is damaged: a number of the exports is too long");
}

// A node of the trie of exports: its names are prefix, and prefix with what the edges below add.
static void walk (const struct file *file, uint64_t trie, uint64_t node, char *prefix, size_t length)
{
    uint64_t offset = trie + node;
    uint64_t terminal = leb128 (file, &offset);
    if (terminal) {
        if (prefix[0] != '_')
            refuse ("exports %s; only _zmq_* may be visible", prefix);
        exports (prefix + 1);
    }
    offset += terminal;
    unsigned children = *at (file, offset++, 1);
    for (unsigned i = 0; i < children; i++) {
        const char *edge = text (file, offset);
        size_t added = strlen (edge);
        if (length + added > 500 || added == 0)
            refuse ("is damaged: a name of the exports is too long or empty");
        offset += added + 1;
        memcpy (prefix + length, edge, added + 1);
        walk (file, trie, leb128 (file, &offset), prefix, length + added);
        prefix[length] = 0;
    }
}

static uint32_t big (const struct file *file, uint64_t offset)
{
    const uint8_t *p = at (file, offset, 4);
    return (uint32_t) p[0] << 24 | (uint32_t) p[1] << 16 | (uint32_t) p[2] << 8 | p[3];
}

// macOS on arm64 ends a process that loads a file whose signature is missing or does not fit its bytes.
static void check_signature (const struct file *file, uint32_t start, uint32_t size)
{
    at (file, start, size);
    if (start % 16 != 0 || (uint64_t) start + size != file->size || big (file, start) != 0xfade0cc0)
        refuse ("has a signature that is not at its end");
    uint64_t directory = 0;
    for (uint32_t i = 0; i < big (file, start + 8); i++)
        if (big (file, start + 12 + (uint64_t) i * 8) == 0)
            directory = start + (uint64_t) big (file, start + 12 + (uint64_t) i * 8 + 4);
    if (!directory || big (file, directory) != 0xfade0c02)
        refuse ("has a signature without a code directory");
    if (!(big (file, directory + 12) & 2))
        refuse ("has a signature that is not ad hoc");
    uint64_t hashes = directory + big (file, directory + 16);
    uint32_t slots = big (file, directory + 28), limit = big (file, directory + 32);
    unsigned hash_size = *at (file, directory + 36, 1), type = *at (file, directory + 37, 1), page_bits = *at (file, directory + 39, 1);
    if (type != 2 || hash_size != 32 || page_bits < 12 || page_bits > 16 || limit != start)
        refuse ("has a signature of another kind than SHA-256 over all bytes before it");
    size_t page = (size_t) 1 << page_bits;
    if (slots != (limit + page - 1) / page)
        refuse ("has a signature with %u hashes for %u bytes", slots, limit);
    for (uint32_t i = 0; i < slots; i++) {
        size_t begin = i * page, length = limit - begin < page ? limit - begin : page;
        uint8_t digest[32];
        sha256 (file->bytes + begin, length, digest);
        if (memcmp (at (file, hashes + (uint64_t) i * 32, 32), digest, 32) != 0)
            refuse ("does not fit its signature: it was changed after it had been signed");
    }
    note ("(signed ad hoc)");
}

static void check_library (const char *library)
{
    static const char *const system[] = {"/usr/lib/libSystem.B.dylib", "/usr/lib/libc++.1.dylib"};
    for (size_t i = 0; i < sizeof system / sizeof *system; i++)
        if (strcmp (library, system[i]) == 0) {
            needs (library);
            return;
        }
    refuse ("needs %s; only the system's C and C++ libraries may be needed", library);
}

void check_macho (const struct file *file, const struct target *target)
{
    if (file->size < 32 || u32 (file, 0) != 0xfeedfacf)
        refuse ("is not the Mach-O file of 64 bits that %s needs", target->rid);
    if (u32 (file, 4) != (target->arm64 ? CPU_ARM64 : CPU_X86_64))
        refuse ("is for the processor %x (Mach-O), not for %s", u32 (file, 4), target->rid);
    if (u32 (file, 12) != MH_DYLIB)
        refuse ("is no shared library");
    if (u32 (file, 24) & MH_ALLOW_STACK_EXECUTION)
        refuse ("asks for an executable stack");
    if (u32 (file, 24) & MH_WEAK_DEFINES)
        refuse ("shares weak symbols with other libraries");

    bool named = false, versioned = false, is_signed = false, exported = false;
    uint64_t command = 32;
    for (uint32_t i = 0; i < u32 (file, 16); i++, command += u32 (file, command + 4)) {
        switch (u32 (file, command)) {
            case LC_SEGMENT_64: {
                uint64_t offset = u64 (file, command + 40), size = u64 (file, command + 48);
                at (file, offset, size);
                if ((u32 (file, command + 60) & 6) == 6)
                    refuse ("has memory that is writable and executable");
                break;
            }
            case LC_ID_DYLIB:
                named = true;
                if (strcmp (text (file, command + u32 (file, command + 8)), "@rpath/libzmq.dylib") != 0)
                    refuse ("has the name %s instead of @rpath/libzmq.dylib", text (file, command + u32 (file, command + 8)));
                break;
            case LC_LOAD_DYLIB:
            case LC_LOAD_WEAK_DYLIB:
            case LC_REEXPORT_DYLIB:
                check_library (text (file, command + u32 (file, command + 8)));
                break;
            case LC_VERSION_MIN_MACOSX:
            case LC_BUILD_VERSION: {
                bool build = u32 (file, command) == LC_BUILD_VERSION;
                uint32_t minimum = u32 (file, command + (build ? 12 : 8));
                versioned = true;
                if ((build && u32 (file, command + 8) != PLATFORM_MACOS) || minimum > NEWEST_MINIMUM)
                    refuse ("is not for macOS 11");
                note ("(macOS %u.%u)", minimum >> 16, minimum >> 8 & 255);
                break;
            }
            case LC_DYLD_INFO_ONLY:
            case LC_DYLD_EXPORTS_TRIE: {
                uint64_t trie = command + (u32 (file, command) == LC_DYLD_INFO_ONLY ? 40 : 8);
                char prefix[512] = "";
                exported = true;
                walk (file, u32 (file, trie), 0, prefix, 0);
                break;
            }
            case LC_CODE_SIGNATURE:
                is_signed = true;
                check_signature (file, u32 (file, command + 8), u32 (file, command + 12));
                break;
        }
    }
    if (!named || !versioned || !exported)
        refuse ("lacks its name, the version of macOS or its exports");
    if (target->arm64 && !is_signed)
        refuse ("is not signed, which %s demands", target->rid);
}
