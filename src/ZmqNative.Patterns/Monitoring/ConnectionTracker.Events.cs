namespace ZmqNative.Patterns;

/// <content>The events of connections, for readers.</content>
internal sealed partial class ConnectionTracker
{
    private readonly List<ConnectionEventQueue> _queues = [];

    /// <summary>Adds events to a queue from now on, first one for each present connection and each endpoint that is refused.</summary>
    public void Attach(ConnectionEventQueue queue)
    {
        lock (_gate)
        {
            foreach (ConnectionChange change in _table.ListState())
            {
                queue.Add(ToEventInsideLock(change));
            }

            _queues.Add(queue);
        }
    }

    /// <summary>Adds no more events to a queue.</summary>
    public void Detach(ConnectionEventQueue queue)
    {
        lock (_gate)
        {
            _ = _queues.Remove(queue);
        }
    }

    /// <summary>Records that the name of an endpoint cannot be resolved, or that its address cannot be used.</summary>
    public void NotResolved(string endpoint, string reason)
    {
        lock (_gate)
        {
            _table.Refuse(endpoint, ConnectionRefusal.NameNotResolved, reason);
            PublishInsideLock();
        }
    }

    private void Reject(ConnectionRejection rejection)
    {
        lock (_gate)
        {
            _waiters.FailInsideLock(() => CreateRejected(rejection));
        }

        _onRejected(rejection);
    }

    private AuthenticationRejectedException CreateRejected(ConnectionRejection rejection) =>
        new(_pattern, rejection.Endpoint, rejection.Refusal, rejection.Status, rejection.Detail);

    // Inside the lock, so that all readers get them in the order in which they happened.
    private void PublishInsideLock()
    {
        if (_table.Changes.Count == 0)
        {
            return;
        }

        if (_queues.Count > 0)
        {
            foreach (ConnectionChange change in _table.Changes)
            {
                ConnectionEvent connectionEvent = ToEventInsideLock(change);
                foreach (ConnectionEventQueue queue in _queues)
                {
                    queue.Add(connectionEvent);
                }
            }
        }

        _table.Changes.Clear();
    }

    private ConnectionEvent ToEventInsideLock(in ConnectionChange change) => new()
    {
        Kind = change.Kind,
        Endpoint = change.Owner?.Name ?? _attached.WrittenAt(change.Local),
        PeerAddress = change.Peer.Length > 0 ? change.Peer : null,
        Refusal = change.Refusal,
        Detail = change.Detail,
    };
}
