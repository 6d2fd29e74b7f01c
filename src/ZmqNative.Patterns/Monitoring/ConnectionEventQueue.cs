using System.Threading.Channels;

namespace ZmqNative.Patterns;

/// <summary>The queue of connection events for one reader. When it is full the oldest event is dropped.</summary>
internal sealed class ConnectionEventQueue
{
    /// <summary>The maximal number of events in the queue.</summary>
    public const int Capacity = 1024;

    private readonly Channel<ConnectionEvent> _events;

    // Guards _missed, which belongs to the event at the front: an event that is dropped while the reader takes one counts for the next one.
    private readonly Lock _gate = new();
    private long _missed;

    /// <param name="onMissed">Called for each event that is dropped. It must be fast, and may be called inside locks.</param>
    public ConnectionEventQueue(Action onMissed) => _events = Channel.CreateBounded<ConnectionEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped =>
        {
            _missed++;
            onMissed();
        });

    /// <summary>Adds an event. It never waits, and runs no other code: it may be called inside locks.</summary>
    public void Add(ConnectionEvent connectionEvent)
    {
        lock (_gate)
        {
            _ = _events.Writer.TryWrite(connectionEvent);
        }
    }

    /// <summary>Ends the queue: the reader ends after it has read the queued events.</summary>
    public void Complete() => _ = _events.Writer.TryComplete();

    /// <summary>Ends the queue without the queued events: the reader ends at once.</summary>
    public void Discard()
    {
        Complete();
        while (TryTake() is not null)
        {
        }
    }

    /// <summary>Waits until an event is queued.</summary>
    /// <returns>False when the queue was completed and is empty.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _events.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next event.</summary>
    public ConnectionEvent? TryTake()
    {
        ConnectionEvent? next;
        long missed;
        lock (_gate)
        {
            if (!_events.Reader.TryRead(out next))
            {
                return null;
            }

            (missed, _missed) = (_missed, 0);
        }

        return missed > 0 ? next with { Missed = missed } : next;
    }
}
