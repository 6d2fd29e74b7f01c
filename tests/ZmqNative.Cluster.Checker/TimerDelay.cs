using System.Diagnostics;

namespace ZmqNative.Cluster.Checker;

/// <summary>Measures by how much timers of this process fire late: on a busy machine all processes of the check wait so long for a processor.</summary>
internal sealed class TimerDelay : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Task _loop;
    private long _longest;
    private volatile bool _hasEnded;

    public TimerDelay() => _loop = Task.Run(RunAsync);

    /// <summary>Returns the longest delay since the last call.</summary>
    public TimeSpan Take() => new(Interlocked.Exchange(ref _longest, 0));

    public async ValueTask DisposeAsync()
    {
        _hasEnded = true;
        await _loop;
    }

    private async Task RunAsync()
    {
        while (!_hasEnded)
        {
            long began = Stopwatch.GetTimestamp();
            await Task.Delay(Interval);
            long late = (Stopwatch.GetElapsedTime(began) - Interval).Ticks;
            if (late > Interlocked.Read(ref _longest))
            {
                _ = Interlocked.Exchange(ref _longest, late);
            }
        }
    }
}
