using System.Diagnostics;

namespace ZmqNative.Soak;

/// <summary>The resources of the process at one time.</summary>
internal sealed record ResourceSample(
    double Seconds, double ManagedMebibytes, double NativeMebibytes, double ResidentMebibytes, int Descriptors, int Threads, int PoolThreads, int Sockets, long Frames, long Operations)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Measures the resources.</summary>
    /// <param name="seconds">The time since the beginning.</param>
    public static ResourceSample Take(double seconds)
    {
        using Process process = Process.GetCurrentProcess();
        int poolThreads = ThreadPool.ThreadCount;
        double resident = process.WorkingSet64 / Mebibyte;
        double committed = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes / Mebibyte;
        return new ResourceSample(
            seconds,
            GC.GetTotalMemory(forceFullCollection: false) / Mebibyte,
            Math.Max(0, resident - committed),
            resident,
            CountDescriptors(),
            Math.Max(0, process.Threads.Count - poolThreads),
            poolThreads,
            Accounting.LiveSockets,
            Accounting.LiveFrames,
            PatternAccounting.LiveWaiters);
    }

    // Sockets, pipes and events alone: the runtime maps an assembly's file when it is first used, and keeps it open.
    private static int CountDescriptors() => Directory.Exists("/proc/self/fd")
        ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(static path => ReadLink(path).Contains(":[", StringComparison.Ordinal))
        : 0;

    private static string ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? string.Empty;
        }
        catch (IOException)
        {
            // It was closed meanwhile.
            return string.Empty;
        }
    }
}
