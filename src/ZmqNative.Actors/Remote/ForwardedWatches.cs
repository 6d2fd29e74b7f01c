namespace ZmqNative.Actors.Remote;

/// <summary>Counts the watches of peers that a broker passes on to other brokers of its cluster, and limits them. Thread-safe.</summary>
/// <remarks>Each is a call that stays in flight to the owner of the key, and all listeners of a broker share these calls with its asks.</remarks>
/// <param name="calls">The calls that may be in flight to another broker: <see cref="BrokerClientOptions.MaxInFlight"/>.</param>
internal sealed class ForwardedWatches(int calls)
{
    private const int PartOfWatches = 4;
    private int _count;

    /// <summary>The limit: a quarter of the calls, at least one, and never all of them.</summary>
    public int Most { get; } = Math.Min(calls - 1, Math.Max(1, calls / PartOfWatches));

    /// <summary>Counts a watch that begins, unless there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Most)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Counts a watch that has ended.</summary>
    public void Leave() => _ = Interlocked.Decrement(ref _count);
}
