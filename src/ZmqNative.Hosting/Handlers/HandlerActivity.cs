namespace ZmqNative.Hosting;

/// <summary>The activity of the handlers of one socket, for the health check.</summary>
internal sealed class HandlerActivity(TimeProvider timeProvider)
{
    private long _last;
    private int _running;

    /// <summary>The number of handlers that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>The time since the last message; null before the first.</summary>
    public TimeSpan? LastMessageAge => Volatile.Read(ref _last) is var last and not 0 ? timeProvider.GetElapsedTime(last) : null;

    public void Begin()
    {
        Volatile.Write(ref _last, timeProvider.GetTimestamp());
        Interlocked.Increment(ref _running);
    }

    public void End() => Interlocked.Decrement(ref _running);
}
