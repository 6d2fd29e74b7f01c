using System.Runtime.InteropServices;

namespace ZmqNative.Tests.DescriptorProbe;

/// <summary>Uses up the file descriptors of this process, and releases them. For Linux only.</summary>
internal static unsafe partial class DescriptorLimit
{
    private const int Limit = 512;
    private const int NumberOfFiles = 7;
    private const int Unix = 1;
    private const int Stream = 1;

    private static readonly Stack<int> Taken = new(Limit);

    /// <summary>Lowers the limit, so that few have to be opened.</summary>
    public static void Lower()
    {
        ulong* limits = stackalloc ulong[2];
        if (getrlimit(NumberOfFiles, limits) != 0)
        {
            throw new InvalidOperationException("getrlimit");
        }

        limits[0] = Limit;
        if (setrlimit(NumberOfFiles, limits) != 0)
        {
            throw new InvalidOperationException("setrlimit");
        }
    }

    /// <summary>Uses up all descriptors except a number of them.</summary>
    public static void Leave(int count)
    {
        while (socket(Unix, Stream, 0) is >= 0 and var descriptor)
        {
            Taken.Push(descriptor);
        }

        for (int i = 0; i < count; i++)
        {
            _ = close(Taken.Pop());
        }
    }

    /// <summary>Releases all descriptors.</summary>
    public static void Release()
    {
        while (Taken.TryPop(out int descriptor))
        {
            _ = close(descriptor);
        }
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, ulong* limits);

    [LibraryImport("libc")]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
