namespace ZmqNative.Patterns;

/// <summary>Stands in for the reactor: a thread of the scenario that serves one socket when its descriptor is readable.</summary>
public sealed class Reactor
{
    private AsyncSocket? _socket;
    private bool _polls = true;
    private bool _isAskedToPoll;
    private bool _looksLater;

    /// <summary>Work that the reactor's thread does itself, one item in each round.</summary>
    public Queue<Action> Items { get; } = [];

    public TimeProvider TimeProvider { get; } = new SteppedTime();

    public object Logger { get; } = new();

    /// <summary>
    /// Whether the socket is not polled: until a waiter, or the end of an exclusive use, adds it again, and not only for a time.
    /// </summary>
    public bool IsUnpolled => !_polls;

    internal void Add(AsyncSocket socket) => _socket = socket;

    internal Task RemoveAsync(AsyncSocket socket)
    {
        Schedule.Step();
        _socket = null;
        return Task.CompletedTask;
    }

    internal Task ReplaceAsync(AsyncSocket socket) => Task.CompletedTask;

    internal void Watch(AsyncSocket socket)
    {
        // On the reactor's own thread, as in the original.
        Schedule.Step();
        _isAskedToPoll = true;
    }

    internal void LookLater() => _looksLater = true;

    internal void Loop(Socket native)
    {
        bool more = false;
        while (true)
        {
            if (Items.TryDequeue(out Action? item))
            {
                ReactorThread.Run(this, item);
            }

            Schedule.BlockUntil(() => more || Items.Count > 0 || _looksLater || _socket is null || _isAskedToPoll || (_polls && native.IsSignalled));
            _polls |= _isAskedToPoll;
            _looksLater |= _isAskedToPoll;
            _isAskedToPoll = false;
            if (_socket is not { } socket)
            {
                return;
            }

            if (!more && !_looksLater && !(_polls && native.IsSignalled))
            {
                continue;
            }

            _looksLater = false;
            ServeResult result = socket.Serve();
            more = result == ServeResult.More;
            _polls &= result != ServeResult.StopPolling;
        }
    }
}
