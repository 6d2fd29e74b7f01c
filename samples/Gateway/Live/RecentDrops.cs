namespace ZmqNative.Samples.Gateway;

/// <summary>The part of the counts that was added in the last minute.</summary>
internal sealed class RecentDrops(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // The counts of the window, the oldest first.
    private readonly Queue<(long At, DropCounts Total)> _samples = [];
    private DropCounts _before = DropCounts.None;

    /// <summary>Adds a sample, and returns what the counts have grown by within the last minute.</summary>
    public DropCounts Add(DropCounts total)
    {
        long now = time.GetTimestamp();
        while (_samples.TryPeek(out (long At, DropCounts Total) oldest) && time.GetElapsedTime(oldest.At, now) >= Window)
        {
            _before = _samples.Dequeue().Total;
        }

        _samples.Enqueue((now, total));
        return total - _before;
    }
}
