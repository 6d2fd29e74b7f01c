using System.Collections.Frozen;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The error numbers of libzmq: POSIX ones, whose values differ between platforms, and its own.</summary>
internal static class Errno
{
    public const int EINTR = 4;
    public const int ENOENT = 2;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int EMFILE = 24;

    // The properties below become constants when compiled: the platform checks are known to the JIT and to NativeAOT.
    public static int EAGAIN => OperatingSystem.IsMacOS() ? 35 : 11;

    public static int ENAMETOOLONG => Pick(36, 63, 38);

    public static int EADDRINUSE => Pick(98, 48, 100);

    public static int ECONNREFUSED => Pick(111, 61, 107);

    public static int EINPROGRESS => Pick(115, 36, 112);

    public static int EADDRNOTAVAIL => Pick(99, 49, 101);

    public static int EHOSTUNREACH => Pick(113, 65, 110);

    public static int ENOTSOCK => Pick(88, 38, 128);

    public static int ENOTSUP => Pick(95, 45, 129);

    public static int EPROTONOSUPPORT => Pick(93, 43, 135);

    public static int EAFNOSUPPORT => Pick(97, 47, 102);

    private static readonly FrozenDictionary<int, string> Names = new (int Number, string Name)[]
    {
        (1, "EPERM"), (ENOENT, "ENOENT"), (EINTR, "EINTR"), (9, "EBADF"), (EAGAIN, "EAGAIN"), (ENOMEM, "ENOMEM"),
        (EACCES, "EACCES"), (EFAULT, "EFAULT"), (17, "EEXIST"), (ENODEV, "ENODEV"), (EINVAL, "EINVAL"), (EMFILE, "EMFILE"),
        (ENAMETOOLONG, "ENAMETOOLONG"), (ENOTSOCK, "ENOTSOCK"), (Pick(90, 40, 115), "EMSGSIZE"),
        (EPROTONOSUPPORT, "EPROTONOSUPPORT"), (ENOTSUP, "ENOTSUP"), (EAFNOSUPPORT, "EAFNOSUPPORT"),
        (EADDRINUSE, "EADDRINUSE"), (EADDRNOTAVAIL, "EADDRNOTAVAIL"), (Pick(100, 50, 116), "ENETDOWN"),
        (Pick(101, 51, 118), "ENETUNREACH"), (Pick(102, 52, 117), "ENETRESET"), (Pick(103, 53, 106), "ECONNABORTED"),
        (Pick(104, 54, 108), "ECONNRESET"), (Pick(105, 55, 119), "ENOBUFS"), (Pick(107, 57, 126), "ENOTCONN"),
        (Pick(110, 60, 138), "ETIMEDOUT"), (ECONNREFUSED, "ECONNREFUSED"), (EHOSTUNREACH, "EHOSTUNREACH"),
        (EINPROGRESS, "EINPROGRESS"), (5, "EIO"), (16, "EBUSY"), (20, "ENOTDIR"), (21, "EISDIR"), (23, "ENFILE"), (28, "ENOSPC"),
        (30, "EROFS"), (32, "EPIPE"), (Pick(40, 62, 114), "ELOOP"), (Pick(71, 100, 134), "EPROTO"), (Pick(92, 42, 109), "ENOPROTOOPT"),
        (Pick(106, 56, 113), "EISCONN"), (Pick(114, 37, 103), "EALREADY"), (Pick(125, 89, 105), "ECANCELED"),
        (Libzmq.EFSM, "EFSM"), (Libzmq.ENOCOMPATPROTO, "ENOCOMPATPROTO"), (Libzmq.ETERM, "ETERM"),
        (Libzmq.EMTHREAD, "EMTHREAD"),
    }.ToFrozenDictionary(static entry => entry.Number, static entry => entry.Name);

    /// <summary>The symbolic name of a number, or the number itself where it has none.</summary>
    public static string NameOf(int number) =>
        Names.TryGetValue(number, out string? name) ? name : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int Pick(int linux, int macOS, int windows) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? macOS : linux;
}
