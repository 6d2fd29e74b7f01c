namespace ZmqNative.Actors.Remote;

/// <summary>Limits, for each actor, the messages from other processes that wait for space in its mailbox.</summary>
internal sealed class PendingDeliveryLimiter(int limit)
{
    // Guards the counts, against the reading loop and the threads on which waits end.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);

    /// <summary>Counts one more message for an actor; false if the limit is reached.</summary>
    public bool TryEnter(string address)
    {
        lock (_gate)
        {
            int count = _waiting.GetValueOrDefault(address);
            if (count >= limit)
            {
                return false;
            }

            _waiting[address] = count + 1;
            return true;
        }
    }

    public void Leave(string address)
    {
        lock (_gate)
        {
            if (--_waiting[address] == 0)
            {
                _ = _waiting.Remove(address);
            }
        }
    }
}
