using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>The events of connections.</content>
public abstract partial class Pattern
{
    private readonly ConnectionEventReaders _connectionEvents;

    /// <summary>
    /// An event that is raised when a connection was made, has ended or was refused. A handler that is added is also called for the
    /// connections that exist then. Each handler is called on the thread pool, outside all locks, for one event after the other; a slow one
    /// delays nothing else, and misses the oldest events when 1,024 are queued (<see cref="ConnectionEvent.Missed"/>). An exception of a
    /// handler is logged. A handler may still be called while and shortly after it is removed, or the pattern is disposed.
    /// </summary>
    /// <remarks>
    /// An endpoint that cannot be connected is tried repeatedly. It causes one event, and another one when the reason changes or when it
    /// was connected in between. Connections over <c>inproc://</c> have no events.
    /// </remarks>
    [SuppressMessage("Design", "MA0046", Justification = "One record for the handlers and for the stream.")]
    public event EventHandler<ConnectionEvent> ConnectionChanged
    {
        add => _connectionEvents.Add(value);
        remove => _connectionEvents.Remove(value);
    }

    /// <summary>
    /// Enumerates the events of the connections until the pattern is disposed: first one for each present connection and each endpoint that
    /// is refused, then one for each change, as for <see cref="ConnectionChanged"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>
    /// The events, in their order, from the first step of the enumeration on. Each enumeration has its own. At most 1,024 are queued for a
    /// slow reader; then the oldest are dropped, and counted in <see cref="ConnectionEvent.Missed"/> of the next one and in
    /// <see cref="PatternStatistics.MissedConnectionEvents"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public IAsyncEnumerable<ConnectionEvent> ReadConnectionEventsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return _connectionEvents.ReadAsync(cancellationToken);
    }

    /// <summary>Adds connection events to a queue of another object from now on, until <see cref="Detach"/>.</summary>
    internal void Attach(ConnectionEventQueue queue) => _connections.Attach(queue);

    /// <summary>Adds no more connection events to a queue.</summary>
    internal void Detach(ConnectionEventQueue queue) => _connections.Detach(queue);
}
