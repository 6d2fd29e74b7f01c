namespace ZmqNative.Patterns;

/// <summary>Limits the log to one line per interval; the line has the number of events since the last one.</summary>
internal sealed class LogLimiter(TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _next = long.MinValue;
    private long _logged;

    /// <summary>Whether the current event is to be logged: true for one thread per interval, and for the first event.</summary>
    /// <param name="total">The number of events in all.</param>
    /// <param name="sinceLast">The number of events since the last line.</param>
    public bool TryLog(long total, out long sinceLast)
    {
        sinceLast = 0;
        long now = timeProvider.GetTimestamp();
        long next = Volatile.Read(ref _next);
        long after = now + (long)(Interval.TotalSeconds * timeProvider.TimestampFrequency);
        if (now < next || Interlocked.CompareExchange(ref _next, after, next) != next)
        {
            return false;
        }

        sinceLast = total - Interlocked.Exchange(ref _logged, total);
        return true;
    }
}
