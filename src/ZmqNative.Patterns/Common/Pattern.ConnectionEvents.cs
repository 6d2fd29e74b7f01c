using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>The events of connections.</content>
public abstract partial class Pattern
{
    private readonly ConnectionEventReaders _connectionEvents;

    /// <summary>
    /// Raised when a connection was made, has ended or was refused; also, for each handler that is added, for the connections that there are
    /// then. Each handler is called on the thread pool, outside all locks, one event after the other; a slow one holds up nothing else, and
    /// misses the oldest events when 1,024 wait (<see cref="ConnectionEvent.Missed"/>). What a handler throws is logged. A handler may still be
    /// called while and shortly after it is removed, or the pattern is disposed.
    /// </summary>
    /// <remarks>
    /// An endpoint that cannot be connected is tried again and again; it is told of once, and again when the reason changes or when it has
    /// been connected in between. Connections over <c>inproc://</c> have no events.
    /// </remarks>
    [SuppressMessage("Design", "MA0046", Justification = "One record for the handlers and for the stream.")]
    public event EventHandler<ConnectionEvent> ConnectionChanged
    {
        add => _connectionEvents.Add(value);
        remove => _connectionEvents.Remove(value);
    }

    /// <summary>
    /// Enumerates what happens to the connections, until the pattern is disposed: first the connections that there are and the endpoints that
    /// are refused, then each change, as for <see cref="ConnectionChanged"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>
    /// The events, in their order, from the first step of the enumeration on. Each enumeration has its own. At most 1,024 wait for a slow
    /// reader; then the oldest are dropped, and counted in <see cref="ConnectionEvent.Missed"/> of the next one and in
    /// <see cref="PatternStatistics.MissedConnectionEvents"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public IAsyncEnumerable<ConnectionEvent> ReadConnectionEventsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _connectionEvents.ReadAsync(cancellationToken);
    }

    /// <summary>Lets connection events come into a queue of another object, which ends it.</summary>
    internal void Attach(ConnectionEventQueue queue) => _connections.Attach(queue);

    /// <summary>Ends that.</summary>
    internal void Detach(ConnectionEventQueue queue) => _connections.Detach(queue);
}
