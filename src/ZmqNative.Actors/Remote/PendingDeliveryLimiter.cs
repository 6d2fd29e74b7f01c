namespace ZmqNative.Actors.Remote;

/// <summary>Counts the messages that wait for room in mailboxes, per actor.</summary>
internal sealed class WaitingRoom(int limit)
{
    // Guards the counts, against the reading loop and the threads on which waits end.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);

    /// <summary>Counts one more; false if as many wait for that actor as may.</summary>
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
