using System.Diagnostics;

namespace ZmqNative;

/// <summary>A point in time to wait for, on the monotonic clock.</summary>
internal readonly struct Deadline
{
    private readonly long _timestamp;

    /// <summary>The point that lies <paramref name="timeout"/> ahead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, but not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public Deadline(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            _timestamp = long.MaxValue;
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        double ticks = timeout.TotalSeconds * Stopwatch.Frequency;
        long now = Stopwatch.GetTimestamp();
        _timestamp = ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }

    /// <summary>Whether there is no end to the wait.</summary>
    public bool IsNever => _timestamp == long.MaxValue;

    /// <summary>Milliseconds until then for <c>zmq_poll</c>, rounded up: -1 for ever, 0 when it has passed.</summary>
    public int MillisecondsLeft
    {
        get
        {
            if (IsNever)
            {
                return -1;
            }

            double left = Math.Ceiling((_timestamp - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency);
            return left <= 0 ? 0 : (int)Math.Min(left, int.MaxValue);
        }
    }
}
