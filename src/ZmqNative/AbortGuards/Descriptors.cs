using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Whether the process can open file descriptors, which libzmq does not ask before it needs them.</summary>
/// <remarks>
/// Where libzmq meets the limit it reports it in some places and aborts the process in others: when the threads of a context start,
/// when names of network interfaces are read, when the end of a context makes sockets for inproc connections that wait, and when an
/// <c>ipc://</c> listener accepts. All but the last are preceded by a call of ours, which looks here first. Another thread may
/// take what was found: that window stays.
/// </remarks>
internal static class Descriptors
{
    /// <summary>The number of descriptors that a managed thread needs while it starts.</summary>
    public const int ForThread = 1;

    // They are really opened, and their numbers kept on the stack. A context with more threads than that is not guarded.
    private const int Most = 2048;

    /// <summary>Whether that many can be opened now.</summary>
    public static bool AreLeft(int count = 1)
    {
        // Windows has no such limit.
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        count = Math.Min(count, Most);
        Span<int> opened = stackalloc int[count];
        int have = 0;

        // A process that another thread starts meanwhile must not inherit them.
        int type = Posix.SOCK_STREAM | (OperatingSystem.IsLinux() ? Posix.SOCK_CLOEXEC_LINUX : 0);
        while (have < count && Posix.socket(Posix.AF_UNIX, type, 0) is >= 0 and var descriptor)
        {
            opened[have++] = descriptor;
        }

        foreach (int descriptor in opened[..have])
        {
            _ = Posix.close(descriptor);
        }

        return have == count;
    }
}
