using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>The functions of the C library for which .NET has no equivalent. Not for Windows.</summary>
internal static unsafe partial class Posix
{
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6_LINUX = 10;
    public const int AF_INET6_MACOS = 30;
    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK_LINUX = 0x800;
    public const int SOCK_CLOEXEC_LINUX = 0x80000;
    public const int SOL_SOCKET_LINUX = 1;
    public const int SOL_SOCKET_MACOS = 0xFFFF;
    public const int SO_REUSEADDR_LINUX = 2;
    public const int SO_REUSEADDR_MACOS = 4;
    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const uint STATX_TYPE_AND_INO = 0x101;
    public const int S_IFMT = 0xF000;
    public const int S_IFSOCK = 0xC000;
    public const int S_IFDIR = 0x4000;

    private const string LibraryName = "libc";

    [LibraryImport(LibraryName, SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(LibraryName, SetLastError = true)]
    public static partial int bind(int fd, byte* addr, uint len);

    [LibraryImport(LibraryName, SetLastError = true)]
    public static partial int connect(int fd, byte* addr, uint len);

    [LibraryImport(LibraryName)]
    public static partial int setsockopt(int fd, int level, int optname, void* optval, uint optlen);

    [LibraryImport(LibraryName)]
    public static partial int close(int fd);

    // Linux only: the only form of stat whose layout does not depend on the processor.
    [LibraryImport(LibraryName)]
    public static partial int statx(int dirfd, byte* pathname, int flags, uint mask, statx_t* statxbuf);

    [LibraryImport(LibraryName, EntryPoint = "lstat")]
    public static partial int lstat_macos_arm64(byte* path, stat_macos_t* buf);

    [LibraryImport(LibraryName, EntryPoint = "lstat$INODE64")]
    public static partial int lstat_macos_x64(byte* path, stat_macos_t* buf);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct statx_t
    {
        [FieldOffset(28)]
        public ushort stx_mode;

        [FieldOffset(32)]
        public ulong stx_ino;

        [FieldOffset(136)]
        public uint stx_dev_major;

        [FieldOffset(140)]
        public uint stx_dev_minor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 144)]
    public struct stat_macos_t
    {
        [FieldOffset(0)]
        public int st_dev;

        [FieldOffset(4)]
        public ushort st_mode;

        [FieldOffset(8)]
        public ulong st_ino;
    }
}
