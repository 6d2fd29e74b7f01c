using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ZmqNative.Cluster;

/// <summary>
/// The clock of leases: it goes on while the machine sleeps, and is not set. <see cref="TimeProvider.System"/> stands still meanwhile on Linux and macOS, so that
/// a broker would take a lease for valid that has ended long ago.
/// </summary>
/// <remarks>Timers are those of the system: after a sleep they fire late. So the time is compared before each use of a lease.</remarks>
internal sealed partial class BootTime : TimeProvider
{
    private const int LinuxBootTime = 7;
    private const int MacMonotonicRaw = 4;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly int ClockId = OperatingSystem.IsMacOS() ? MacMonotonicRaw : LinuxBootTime;

    private BootTime()
    {
    }

    /// <summary>The clock; the system's where the system has no clock of this kind.</summary>
    public static TimeProvider Instance { get; } = IsSupported() ? new BootTime() : System;

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp() => OperatingSystem.IsWindows() ? Environment.TickCount64 * NanosecondsPerMillisecond : Read();

    private static bool IsSupported()
    {
        try
        {
            return OperatingSystem.IsWindows()
                || ((OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && Environment.Is64BitProcess && clock_gettime(ClockId, out _) == 0);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static long Read()
    {
        // It cannot fail: the constructor has tried it.
        _ = clock_gettime(ClockId, out Timespec time);
        return (time.tv_sec * NanosecondsPerSecond) + time.tv_nsec;
    }

    // Reads memory that the kernel shares: too short for a transition of the garbage collector.
    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        public long tv_sec;
        public long tv_nsec;
    }
}
