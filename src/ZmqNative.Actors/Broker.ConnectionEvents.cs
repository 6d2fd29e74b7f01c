using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private readonly ConnectionEventReaders _connectionEvents;

    // The listeners and clients of the broker, and the readers of their events. Guarded by the gate.
    private readonly List<Pattern> _followed = [];
    private readonly List<ConnectionEventQueue> _eventQueues = [];

    /// <summary>
    /// Raised when a connection of a peer to this broker, or of this broker to another one, was made, has ended or was refused; as
    /// <see cref="Pattern.ConnectionChanged"/>.
    /// </summary>
    [SuppressMessage("Design", "MA0046", Justification = "One record for the handlers and for the stream.")]
    public event EventHandler<ConnectionEvent> ConnectionChanged
    {
        add => _connectionEvents.Add(value);
        remove => _connectionEvents.Remove(value);
    }

    /// <summary>
    /// Enumerates what happens to the connections of peers to this broker, and of this broker to others, until it is disposed; as
    /// <see cref="Pattern.ReadConnectionEventsAsync"/>. What a slow reader misses is counted in
    /// <see cref="PatternStatistics.MissedConnectionEvents"/> of <see cref="RemoteStatistics"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>The events of each connection in their order, from the first step of the enumeration on.</returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public IAsyncEnumerable<ConnectionEvent> ReadConnectionEventsAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        return _connectionEvents.ReadAsync(cancellationToken);
    }

    private void Attach(ConnectionEventQueue queue)
    {
        lock (_gate)
        {
            _eventQueues.Add(queue);
            foreach (Pattern pattern in _followed)
            {
                pattern.Attach(queue);
            }
        }
    }

    private void Detach(ConnectionEventQueue queue)
    {
        lock (_gate)
        {
            _ = _eventQueues.Remove(queue);
            foreach (Pattern pattern in _followed)
            {
                pattern.Detach(queue);
            }
        }
    }

    private void FollowInsideLock(Pattern pattern)
    {
        _followed.Add(pattern);
        foreach (ConnectionEventQueue queue in _eventQueues)
        {
            pattern.Attach(queue);
        }
    }
}
