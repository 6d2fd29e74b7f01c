namespace ZmqNative.Patterns;

/// <summary>Tells exact subscriptions from prefixes, which is all that libzmq knows.</summary>
internal sealed class TopicFilter
{
    // Replaced as a whole, so that the reading side needs no lock.
    private Snapshot _snapshot = new([], []);

    public void Add(byte[] topic, bool exact) =>
        Update(s => exact ? s with { Exact = [.. s.Exact, topic] } : s with { Prefixes = [.. s.Prefixes, topic] });

    public void Remove(byte[] topic, bool exact) =>
        Update(s => exact ? s with { Exact = Without(s.Exact, topic) } : s with { Prefixes = Without(s.Prefixes, topic) });

    /// <summary>Whether a topic was asked for; libzmq has let it through by its first bytes.</summary>
    public bool Accepts(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> firstFrame)
    {
        Snapshot snapshot = Volatile.Read(ref _snapshot);
        foreach (byte[] exact in snapshot.Exact)
        {
            if (topic.SequenceEqual(exact))
            {
                return true;
            }
        }

        foreach (byte[] prefix in snapshot.Prefixes)
        {
            if (firstFrame.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Without(byte[][] topics, byte[] topic)
    {
        int index = Array.FindIndex(topics, other => other.AsSpan().SequenceEqual(topic));
        return index < 0 ? topics : [.. topics[..index], .. topics[(index + 1)..]];
    }

    // The exchange closes the race of two threads that subscribe at once: the later one starts again.
    private void Update(Func<Snapshot, Snapshot> change)
    {
        Snapshot before;
        do
        {
            before = Volatile.Read(ref _snapshot);
        }
        while (Interlocked.CompareExchange(ref _snapshot, change(before), before) != before);
    }

    private sealed record Snapshot(byte[][] Exact, byte[][] Prefixes);
}
