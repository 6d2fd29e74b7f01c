using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The kind of what is at a path, and the numbers that tell it from a later one at the same path. Links are not followed.</summary>
internal readonly unsafe record struct FileIdentity(FileKind Kind, ulong Device, ulong Number)
{
    /// <summary>Reads the identity of the file at a path.</summary>
    /// <returns>Null when nothing is at the path, or when the system does not tell.</returns>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return OfWindows(path);
        }

        using NativeString text = new(path, nameof(path), stackalloc byte[NativeString.StackSize]);
        fixed (byte* pointer = text.Bytes)
        {
            return OperatingSystem.IsMacOS() ? OfMacOS(pointer) : OfLinux(pointer, path);
        }
    }

    private static FileIdentity? OfLinux(byte* path, string text)
    {
        try
        {
            Posix.statx_t status;
            return Posix.statx(Posix.AT_FDCWD, path, Posix.AT_SYMLINK_NOFOLLOW, Posix.STATX_TYPE_AND_INO, &status) == 0
                ? new FileIdentity(KindOf(status.stx_mode), ((ulong)status.stx_dev_major << 32) | status.stx_dev_minor, status.stx_ino)
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return OfOldLinux(text);
        }
    }

    // A C library without statx: all that is known then is that a socket has no content.
    private static FileIdentity? OfOldLinux(string path)
    {
        if (Directory.Exists(path))
        {
            return new FileIdentity(FileKind.Folder, 0, 0);
        }

        FileInfo file = new(path);
        return file.Exists
            ? new FileIdentity(file.Length == 0 ? FileKind.Socket : FileKind.Other, 0, (ulong)file.LastWriteTimeUtc.Ticks)
            : null;
    }

    private static FileIdentity? OfMacOS(byte* path)
    {
        Posix.stat_macos_t status;
        int result = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64
            ? Posix.lstat_macos_x64(path, &status)
            : Posix.lstat_macos_arm64(path, &status);
        return result == 0 ? new FileIdentity(KindOf(status.st_mode), (ulong)status.st_dev, status.st_ino) : null;
    }

    // A socket is a reparse point there.
    private static FileIdentity? OfWindows(string path)
    {
        if (Directory.Exists(path))
        {
            return new FileIdentity(FileKind.Folder, 0, 0);
        }

        FileInfo file = new(path);
        return file.Exists
            ? new FileIdentity(
                (file.Attributes & FileAttributes.ReparsePoint) != 0 ? FileKind.Socket : FileKind.Other,
                0,
                (ulong)file.CreationTimeUtc.Ticks)
            : null;
    }

    private static FileKind KindOf(ushort mode) => (mode & Posix.S_IFMT) switch
    {
        Posix.S_IFSOCK => FileKind.Socket,
        Posix.S_IFDIR => FileKind.Folder,
        _ => FileKind.Other,
    };
}
