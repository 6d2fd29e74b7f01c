using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZmqNative.Perf;

/// <summary>Pins each of two ends that are threads of one process to a separate core; on Linux only.</summary>
/// <remarks>
/// The scheduler may otherwise run both on one core for a while, where they run alternately for whole batches and never wait for
/// each other's caches: the figure then depends more on the scheduler than on the library.
/// </remarks>
internal static partial class Cores
{
    // libzmq gives names to its own threads.
    private const string BackgroundThread = "ZMQbg";
    private const int Ends = 2;
    private const int Attempts = 200;

    public static bool CanPin => OperatingSystem.IsLinux() && Environment.ProcessorCount >= Ends;

    /// <summary>Pins the calling thread to one core until it ends.</summary>
    public static void PinThisThread(int core) => Pin(0, core);

    /// <summary>Pins the main thread of a C program to core 0 and the other thread that it created to core 1.</summary>
    public static async Task PinEndsAsync(Process process)
    {
        for (int i = 0; i < Attempts && !process.HasExited; i++)
        {
            int[] ends = FindEnds(process.Id);
            if (ends.Length == Ends)
            {
                for (int core = 0; core < Ends; core++)
                {
                    Pin(ends[core], core);
                }

                return;
            }

            await Task.Delay(1);
        }
    }

    // The identifiers of the threads that are not libzmq's own, once the I/O thread and the reaper have their names.
    private static int[] FindEnds(int process)
    {
        try
        {
            (int Id, string Name)[] threads =
            [
                .. Directory.EnumerateDirectories($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/task")
                    .Select(static task => (
                        int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), File.ReadAllText(Path.Combine(task, "comm")))),
            ];
            return threads.Count(static t => t.Name.StartsWith(BackgroundThread, StringComparison.Ordinal)) < Ends
                ? []
                : [.. threads.Where(static t => !t.Name.StartsWith(BackgroundThread, StringComparison.Ordinal)).Select(static t => t.Id).Order()];
        }
        catch (IOException)
        {
            // A thread ended while it was read.
            return [];
        }
    }

    private static unsafe void Pin(int thread, int core)
    {
        ulong mask = 1UL << core;
        _ = SetAffinity(thread, sizeof(ulong), &mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int SetAffinity(int thread, nint size, ulong* mask);
}
