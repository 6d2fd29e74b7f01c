namespace ZmqNative.Patterns;

/// <summary>What a subscription means.</summary>
internal enum SubscriptionKind
{
    /// <summary>Exactly one id of the Text format; its bytes end with the space.</summary>
    MessageId,

    /// <summary>Exactly one topic.</summary>
    Topic,

    /// <summary>All that begin with it.</summary>
    Prefix,
}

/// <summary>Tells ids and exact topics from prefixes, which is all that libzmq knows.</summary>
internal sealed class TopicFilter
{
    // Replaced as a whole, so that the reading side needs no lock.
    private (byte[] Bytes, SubscriptionKind Kind)[] _subscriptions = [];

    public void Add(byte[] bytes, SubscriptionKind kind)
    {
        // The exchange closes the race of two threads that subscribe at once: the later one starts again.
        (byte[], SubscriptionKind)[] before;
        do
        {
            before = Volatile.Read(ref _subscriptions);
        }
        while (Interlocked.CompareExchange(ref _subscriptions, [.. before, (bytes, kind)], before) != before);
    }

    /// <summary>Takes one subscription out; false if there is none.</summary>
    public bool Remove(byte[] bytes, SubscriptionKind kind)
    {
        (byte[] Bytes, SubscriptionKind Kind)[] before;
        int index;
        do
        {
            before = Volatile.Read(ref _subscriptions);
            index = Array.FindIndex(before, s => s.Kind == kind && s.Bytes.AsSpan().SequenceEqual(bytes));
            if (index < 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _subscriptions, [.. before[..index], .. before[(index + 1)..]], before) != before);
        return true;
    }

    /// <summary>Whether a message was asked for; libzmq has let it through by its first bytes.</summary>
    public bool Accepts(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> firstFrame, bool isText)
    {
        foreach ((byte[] bytes, SubscriptionKind kind) in Volatile.Read(ref _subscriptions))
        {
            bool accepts = kind switch
            {
                SubscriptionKind.MessageId => isText && firstFrame.StartsWith(bytes),
                SubscriptionKind.Topic => topic.SequenceEqual(bytes),
                _ => firstFrame.StartsWith(bytes),
            };
            if (accepts)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a frame begins with a message id that was subscribed to.</summary>
    public bool BeginsWithId(ReadOnlySpan<byte> firstFrame)
    {
        foreach ((byte[] bytes, SubscriptionKind kind) in Volatile.Read(ref _subscriptions))
        {
            if (kind == SubscriptionKind.MessageId && firstFrame.StartsWith(bytes))
            {
                return true;
            }
        }

        return false;
    }
}
