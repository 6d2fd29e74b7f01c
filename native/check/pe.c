// PE, of Windows: https://learn.microsoft.com/windows/win32/debug/pe-format
#include "check.h"

#include <string.h>

enum {
    MACHINE_AMD64 = 0x8664,
    MACHINE_ARM64 = 0xaa64,
    IS_DLL = 0x2000,
    HIGH_ENTROPY_VA = 0x20,
    DYNAMIC_BASE = 0x40,
    NX_COMPAT = 0x100,
    SECTION_EXECUTE = 0x20000000,
    EXPORTS = 0,
    IMPORTS = 1,
    RELOCATIONS = 5
};

static uint64_t header;

// The offset in the file of an address in memory, relative to the image.
static uint64_t offset_of (const struct file *file, uint32_t address)
{
    uint64_t section = header + 24 + u16 (file, header + 20);
    for (unsigned i = 0; i < u16 (file, header + 6); i++, section += 40) {
        uint32_t start = u32 (file, section + 12), raw = u32 (file, section + 16);
        if (address >= start && address - start < raw)
            return u32 (file, section + 20) + (uint64_t) (address - start);
    }
    refuse ("is damaged: no section has the address %x", address);
}

static uint32_t directory (const struct file *file, unsigned index)
{
    uint64_t optional = header + 24;
    return index < u32 (file, optional + 108) ? u32 (file, optional + 112 + index * 8) : 0;
}

static bool is_system (const char *library)
{
    // Part of every Windows 10, or Server 2016, and newer; msvcrt.dll and the api sets of the universal C library are.
    static const char *const system[] = {"advapi32.dll", "bcrypt.dll", "iphlpapi.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll",
        "rpcrt4.dll", "ucrtbase.dll", "ws2_32.dll"};
    for (size_t i = 0; i < sizeof system / sizeof *system; i++)
        if (equals_ignoring_case (library, system[i]))
            return true;
    return begins (library, "api-ms-win-crt-");
}

static void check_sections (const struct file *file)
{
    uint64_t section = header + 24 + u16 (file, header + 20);
    for (unsigned i = 0; i < u16 (file, header + 6); i++, section += 40) {
        at (file, u32 (file, section + 20), u32 (file, section + 16));
        uint32_t flags = u32 (file, section + 36);
        if (flags & SECTION_EXECUTE && flags & 0x80000000)
            refuse ("has memory that is writable and executable");
    }
}

static void check_exports (const struct file *file)
{
    if (!directory (file, EXPORTS))
        refuse ("exports nothing");
    uint64_t table = offset_of (file, directory (file, EXPORTS));
    const char *own = text (file, offset_of (file, u32 (file, table + 12)));
    if (!equals_ignoring_case (own, "libzmq.dll"))
        refuse ("has the name %s instead of libzmq.dll", own);
    uint32_t count = u32 (file, table + 24);
    uint64_t names = offset_of (file, u32 (file, table + 32));
    for (uint32_t i = 0; i < count; i++) {
        const char *name = text (file, offset_of (file, u32 (file, names + (uint64_t) i * 4)));
        // Zig's unwinder marks its functions. They do not replace those of other DLLs: an import names the DLL, too.
        if (!begins (name, "_Unwind_") && !begins (name, "unw_") && strcmp (name, "_GCC_specific_handler") != 0)
            exports (name);
    }
}

void check_pe (const struct file *file, const struct target *target)
{
    if (file->size < 64 || memcmp (file->bytes, "MZ", 2) != 0)
        refuse ("is not the PE file that %s needs", target->rid);
    header = u32 (file, 60);
    if (memcmp (at (file, header, 4), "PE\0\0", 4) != 0 || u16 (file, header + 24) != 0x20b)
        refuse ("is no PE file of 64 bits");
    unsigned machine = u16 (file, header + 4);
    if (machine != (target->arm64 ? MACHINE_ARM64 : MACHINE_AMD64))
        refuse ("is for the processor %x (PE), not for %s", machine, target->rid);
    if (!(u16 (file, header + 22) & IS_DLL))
        refuse ("is no DLL");
    unsigned characteristics = u16 (file, header + 24 + 70);
    if (!(characteristics & NX_COMPAT))
        refuse ("asks for an executable stack");
    if (!(characteristics & DYNAMIC_BASE) || !(characteristics & HIGH_ENTROPY_VA) || !directory (file, RELOCATIONS))
        refuse ("cannot be loaded at any address");
    check_sections (file);
    check_exports (file);

    if (!directory (file, IMPORTS))
        refuse ("imports nothing");
    for (uint64_t entry = offset_of (file, directory (file, IMPORTS)); u32 (file, entry + 12); entry += 20) {
        const char *library = text (file, offset_of (file, u32 (file, entry + 12)));
        if (!is_system (library))
            refuse ("needs %s; only DLLs of the system may be needed", library);
        needs (library);
    }
}
