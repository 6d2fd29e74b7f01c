using System.Threading.Channels;

namespace ZmqNative.Patterns;

/// <summary>The events of connections that wait for one reader. A reader that is too slow misses the oldest ones.</summary>
internal sealed class ConnectionEventQueue
{
    /// <summary>How many events wait at most.</summary>
    public const int Capacity = 1024;

    private readonly Channel<ConnectionEvent> _events;
    private long _missed;

    /// <param name="onMissed">Told of each event that is missed. It must be quick, and may be called inside locks.</param>
    public ConnectionEventQueue(Action onMissed) => _events = Channel.CreateBounded<ConnectionEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped =>
        {
            _ = Interlocked.Increment(ref _missed);
            onMissed();
        });

    /// <summary>Adds an event. It never waits, and runs no other code: it may be called inside locks.</summary>
    public void Add(ConnectionEvent connectionEvent) => _ = _events.Writer.TryWrite(connectionEvent);

    /// <summary>Lets the reader end once it has read what is there.</summary>
    public void Complete() => _ = _events.Writer.TryComplete();

    /// <summary>Waits until an event is there.</summary>
    /// <returns>False when the queue was completed and is empty.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _events.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next event. One reader.</summary>
    public ConnectionEvent? TryTake()
    {
        if (!_events.Reader.TryRead(out ConnectionEvent? next))
        {
            return null;
        }

        return Interlocked.Exchange(ref _missed, 0) is > 0 and var missed ? next with { Missed = missed } : next;
    }
}
