namespace ZmqNative.Patterns;

/// <summary>Lets one line per interval into the log, which tells how many it stands for.</summary>
internal sealed class LogLimiter(TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _next = long.MinValue;
    private long _logged;

    /// <summary>Whether the current event is to be logged: true for one thread per interval, and for the first event.</summary>
    /// <param name="total">How many events there were in all.</param>
    /// <param name="sinceLast">How many there were since the last line.</param>
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
