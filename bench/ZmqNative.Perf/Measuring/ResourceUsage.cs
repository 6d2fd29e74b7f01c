using System.Runtime.InteropServices;

namespace ZmqNative.Perf;

/// <summary>The operating system's resource counts of this process and of its ended children.</summary>
internal static partial class ResourceUsage
{
    private const int Self = 0;
    private const int Children = -1;

    /// <summary>The counts of this process.</summary>
    public static Usage OfThisProcess() => Read(Self) with { AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) };

    /// <summary>The counts of all children that were waited for; zeros on Windows, which has no such counts.</summary>
    public static Usage OfEndedChildren() => Read(Children);

    private static unsafe Usage Read(int who)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.ProcessCpuUsage usage = Environment.CpuUsage;
            return who == Self ? new Usage(0, usage.UserTime.TotalSeconds, usage.PrivilegedTime.TotalSeconds, 0) : default;
        }

        // struct rusage: two timevals and fourteen longs, of which the last two are the context switches.
        const int Longs = 18;
        nint* usages = stackalloc nint[Longs];
        if (GetResourceUsage(who, usages) != 0)
        {
            return default;
        }

        // tv_usec is 32-bit on macOS, in a field of the same size.
        return new Usage(
            0,
            usages[0] + ((int)usages[1] / 1e6),
            usages[2] + ((int)usages[3] / 1e6),
            usages[Longs - 2] + usages[Longs - 1]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int GetResourceUsage(int who, nint* usage);
}
