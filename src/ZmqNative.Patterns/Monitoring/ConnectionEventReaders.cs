using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>The readers of connection events of one pattern or broker: streams, and handlers of its event.</summary>
/// <remarks>Each has a queue and a loop of its own, on the thread pool: no reader delays another one, nor the connections.</remarks>
/// <param name="owner">The sender of the event.</param>
/// <param name="name">The name of the owner, for the log.</param>
/// <param name="logger">The logger of exceptions of handlers.</param>
/// <param name="clock">The clock that limits the rate of its lines: peers cause as many events as they like.</param>
/// <param name="attach">Adds events to a queue from now on, first those for the present state.</param>
/// <param name="detach">Adds no more events to a queue.</param>
internal sealed class ConnectionEventReaders(
    object owner,
    string name,
    ILogger logger,
    TimeProvider clock,
    Action<ConnectionEventQueue> attach,
    Action<ConnectionEventQueue> detach)
{
    private readonly LogLimiter _failedLog = new(clock);
    private long _failed;

    // Guards the fields below, against threads that begin and end reading, and the end of the owner. Nothing is called inside.
    private readonly Lock _gate = new();
    private readonly List<ConnectionEventQueue> _queues = [];
    private readonly List<(EventHandler<ConnectionEvent> Handler, ConnectionEventQueue Queue)> _handlers = [];
    private bool _ended;
    private long _missed;

    /// <summary>The number of events that readers missed because they were too slow.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Reads from now on, until the owner ends.</summary>
    public async IAsyncEnumerable<ConnectionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ConnectionEventQueue queue = Open();
        try
        {
            while (await queue.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (queue.TryTake() is { } next)
                {
                    yield return next;
                }
            }
        }
        finally
        {
            Close(queue);
        }
    }

    /// <summary>Calls a handler for each event from now on.</summary>
    public void Add(EventHandler<ConnectionEvent>? handler)
    {
        if (handler is null)
        {
            return;
        }

        ConnectionEventQueue queue = Open();
        lock (_gate)
        {
            _handlers.Add((handler, queue));
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => HandleAsync(handler, queue));
        }
    }

    /// <summary>Removes a handler: a call of it that runs now is the last one.</summary>
    public void Remove(EventHandler<ConnectionEvent>? handler)
    {
        ConnectionEventQueue queue;
        lock (_gate)
        {
            int index = _handlers.FindLastIndex(known => known.Handler == handler);
            if (index < 0)
            {
                return;
            }

            queue = _handlers[index].Queue;
            _handlers.RemoveAt(index);
        }

        // The handler gets none of the events that are queued for it.
        Close(queue);
        queue.Discard();
    }

    /// <summary>Ends all readers, after they have read the queued events, as the owner has ended.</summary>
    public void End()
    {
        ConnectionEventQueue[] queues;
        lock (_gate)
        {
            _ended = true;
            queues = [.. _queues];
            _queues.Clear();
            _handlers.Clear();
        }

        foreach (ConnectionEventQueue queue in queues)
        {
            queue.Complete();
        }
    }

    private ConnectionEventQueue Open()
    {
        ConnectionEventQueue queue = new(() => Interlocked.Increment(ref _missed));
        lock (_gate)
        {
            if (_ended)
            {
                queue.Complete();
                return queue;
            }

            _queues.Add(queue);
        }

        attach(queue);
        return queue;
    }

    private void Close(ConnectionEventQueue queue)
    {
        detach(queue);
        queue.Complete();
        lock (_gate)
        {
            _ = _queues.Remove(queue);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Exceptions of a handler are logged, and it gets the next event.")]
    private async Task HandleAsync(EventHandler<ConnectionEvent> handler, ConnectionEventQueue queue)
    {
        while (await queue.WaitAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (queue.TryTake() is { } next)
            {
                try
                {
                    handler(owner, next);
                }
                catch (Exception exception)
                {
                    if (_failedLog.TryLog(Interlocked.Increment(ref _failed), out long count))
                    {
                        logger.ConnectionHandlerFailed(name, count, exception);
                    }
                }
            }
        }
    }
}
