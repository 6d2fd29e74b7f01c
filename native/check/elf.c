// ELF, of Linux: https://refspecs.linuxfoundation.org/elf/elf.pdf, and the symbol versions of the Linux Standard Base.
#include "check.h"

#include <stdio.h>
#include <string.h>

enum {
    ET_DYN = 3,
    EM_X86_64 = 62,
    EM_AARCH64 = 183,
    PT_LOAD = 1,
    PT_GNU_STACK = 0x6474e551,
    PT_GNU_RELRO = 0x6474e552,
    PF_X = 1,
    PF_W = 2,
    SHT_DYNAMIC = 6,
    SHT_DYNSYM = 11,
    SHT_GNU_VERNEED = 0x6ffffffe,
    DT_NEEDED = 1,
    DT_SONAME = 14,
    DT_TEXTREL = 22,
    SHN_UNDEF = 0,
    STB_LOCAL = 0
};

struct section {
    uint64_t offset, size, entry;
    uint32_t info;
    uint64_t strings;
};

static bool find_section (const struct file *file, uint32_t type, struct section *found)
{
    uint64_t table = u64 (file, 40);
    for (unsigned i = 0; i < u16 (file, 60); i++) {
        uint64_t header = table + (uint64_t) i * 64;
        if (u32 (file, header + 4) != type)
            continue;
        uint64_t linked = table + (uint64_t) u32 (file, header + 40) * 64;
        *found = (struct section) {.offset = u64 (file, header + 24), .size = u64 (file, header + 32), .entry = u64 (file, header + 56),
            .info = u32 (file, header + 44), .strings = u64 (file, linked + 24)};
        return true;
    }
    return false;
}

static void check_segments (const struct file *file)
{
    bool stack = false, relro = false;
    for (unsigned i = 0; i < u16 (file, 56); i++) {
        uint64_t header = u64 (file, 32) + (uint64_t) i * 56;
        uint32_t type = u32 (file, header), flags = u32 (file, header + 4);
        stack |= type == PT_GNU_STACK;
        relro |= type == PT_GNU_RELRO;
        if (type == PT_GNU_STACK && flags & PF_X)
            refuse ("asks for an executable stack");
        if (type == PT_LOAD && flags & PF_X && flags & PF_W)
            refuse ("has memory that is writable and executable");
    }
    if (!stack)
        refuse ("asks for an executable stack: it has no PT_GNU_STACK");
    if (!relro)
        refuse ("leaves its relocated data writable: it has no PT_GNU_RELRO");
}

static bool is_c_library (const char *library, bool musl)
{
    static const char *const glibc[] = {"libc.so.6", "libm.so.6", "libpthread.so.0", "librt.so.1", "libdl.so.2", "ld-linux-x86-64.so.2",
        "ld-linux-aarch64.so.1"};
    if (musl)
        return strcmp (library, "libc.so") == 0 || begins (library, "libc.musl-") || begins (library, "ld-musl-");
    for (size_t i = 0; i < sizeof glibc / sizeof *glibc; i++)
        if (strcmp (library, glibc[i]) == 0)
            return true;
    return false;
}

static void check_dynamic (const struct file *file, const struct target *target)
{
    struct section dynamic;
    if (!find_section (file, SHT_DYNAMIC, &dynamic))
        refuse ("has no dynamic section");
    bool named = false, c_library = false;
    for (uint64_t entry = dynamic.offset; entry < dynamic.offset + dynamic.size; entry += 16) {
        uint64_t tag = u64 (file, entry);
        if (tag == DT_TEXTREL)
            refuse ("has relocations in its code");
        if (tag != DT_NEEDED && tag != DT_SONAME)
            continue;
        const char *value = text (file, dynamic.strings + u64 (file, entry + 8));
        if (tag == DT_SONAME) {
            named = true;
            if (strcmp (value, "libzmq.so") != 0)
                refuse ("has the name %s instead of libzmq.so", value);
            continue;
        }
        if (!is_c_library (value, target->musl))
            refuse ("needs %s; only the parts of the C library of %s may be needed", value, target->rid);
        c_library = true;
        needs (value);
    }
    if (!named || !c_library)
        refuse ("%s", named ? "needs no C library" : "has no name (DT_SONAME)");
}

static void check_versions (const struct file *file, const struct target *target)
{
    struct section versions;
    unsigned newest = 0, newest_patch = 0;
    if (find_section (file, SHT_GNU_VERNEED, &versions)) {
        uint64_t entry = versions.offset;
        for (uint32_t i = 0; i < versions.info; i++, entry += u32 (file, entry + 12)) {
            uint64_t version = entry + u32 (file, entry + 8);
            for (uint16_t j = 0; j < u16 (file, entry + 2); j++, version += u32 (file, version + 12)) {
                const char *name = text (file, versions.strings + u32 (file, version + 8));
                unsigned minor = 0, patch = 0;
                if (sscanf (name, "GLIBC_2.%u.%u", &minor, &patch) < 1)
                    refuse ("needs the version %s of %s", name, text (file, versions.strings + u32 (file, entry + 4)));
                if (target->glibc_minor && (minor > target->glibc_minor || (minor == target->glibc_minor && patch)))
                    refuse ("needs %s; it has to run on glibc 2.%u", name, target->glibc_minor);
                if (minor > newest || (minor == newest && patch > newest_patch)) {
                    newest = minor;
                    newest_patch = patch;
                }
            }
        }
    }
    if (target->musl && newest)
        refuse ("needs glibc 2.%u; %s has musl", newest, target->rid);
    if (!target->musl && !newest)
        refuse ("has no versions of glibc; is it for musl?");
    if (newest_patch)
        note ("(glibc 2.%u.%u)", newest, newest_patch);
    else if (newest)
        note ("(glibc 2.%u)", newest);
}

void check_elf (const struct file *file, const struct target *target)
{
    if (file->size < 64 || memcmp (file->bytes, "\177ELF\2\1", 6) != 0)
        refuse ("is not the ELF file of 64 bits that %s needs", target->rid);
    unsigned machine = u16 (file, 18);
    if (machine != (target->arm64 ? EM_AARCH64 : EM_X86_64))
        refuse ("is for the processor %u (ELF), not for %s", machine, target->rid);
    if (u16 (file, 16) != ET_DYN)
        refuse ("is no shared library");
    check_segments (file);
    check_dynamic (file, target);
    check_versions (file, target);

    struct section symbols;
    if (!find_section (file, SHT_DYNSYM, &symbols) || symbols.entry != 24)
        refuse ("has no dynamic symbols");
    for (uint64_t symbol = symbols.offset + 24; symbol < symbols.offset + symbols.size; symbol += 24)
        if (u16 (file, symbol + 6) != SHN_UNDEF && *at (file, symbol + 4, 1) >> 4 != STB_LOCAL)
            exports (text (file, symbols.strings + u32 (file, symbol)));
}
