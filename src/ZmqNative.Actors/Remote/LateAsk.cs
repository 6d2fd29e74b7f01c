namespace ZmqNative.Actors.Remote;

/// <summary>An ask whose time has passed, and whose answer may have arrived over one of several connections and not be read yet.</summary>
internal sealed class LateAsk
{
    private readonly Action<uint> _end;
    private readonly uint _use;
    private int _unread;

    private LateAsk(Action<uint> end, uint use, int unread)
    {
        _end = end;
        _use = use;
        _unread = unread;
    }

    /// <summary>Ends an ask as soon as the answers that have arrived were read.</summary>
    /// <param name="clients">The connections over which the answer may come.</param>
    /// <param name="end">Ends a use of the ask, unless that has ended. Must not throw.</param>
    /// <param name="use">The number of the use.</param>
    public static void Expire(IReadOnlyCollection<BrokerClient> clients, Action<uint> end, uint use)
    {
        if (clients.Count == 0)
        {
            end(use);
            return;
        }

        LateAsk ask = new(end, use, clients.Count);
        foreach (BrokerClient client in clients)
        {
            client.Expire(ask);
        }
    }

    /// <summary>Notes that one of the connections was read. Once for each.</summary>
    public void NoteRead()
    {
        if (Interlocked.Decrement(ref _unread) == 0)
        {
            _end(_use);
        }
    }
}
