namespace ZmqNative.Hosting;

/// <summary>What the handlers of one socket are doing, for its health.</summary>
internal sealed class HandlerActivity(TimeProvider timeProvider)
{
    private long _last;
    private int _running;

    /// <summary>How many handlers run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>How long ago the last message came; null before the first.</summary>
    public TimeSpan? LastMessageAge => Volatile.Read(ref _last) is var last and not 0 ? timeProvider.GetElapsedTime(last) : null;

    public void Begin()
    {
        Volatile.Write(ref _last, timeProvider.GetTimestamp());
        Interlocked.Increment(ref _running);
    }

    public void End() => Interlocked.Decrement(ref _running);
}
