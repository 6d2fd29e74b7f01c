namespace ZmqNative.Tests;

/// <summary>
/// Heartbeats to a peer that never answers. Each time-out is an event: as much time has passed for other connections
/// with the same heartbeats, too.
/// </summary>
internal sealed class HeartbeatClock : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(200);

    private readonly System.Net.Sockets.Socket _listener;
    private readonly Socket _socket;
    private readonly SocketMonitor _monitor;
    private RawPeer? _silent;

    public HeartbeatClock(Context context)
    {
        _listener = RawPeer.Listen(out string endpoint);
        _socket = context.CreateSocket(SocketType.Dealer);
        Set(_socket);
        _socket.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        _monitor = _socket.Monitor();
        _socket.Connect(endpoint);
    }

    /// <summary>The number of time-outs that have passed.</summary>
    public int TimeOuts { get; private set; }

    /// <summary>Gives a socket the same heartbeats.</summary>
    public static void Set(Socket socket)
    {
        socket.HeartbeatInterval = Interval;
        socket.HeartbeatTimeout = Timeout;
    }

    public void AwaitTimeOuts(int count)
    {
        for (int end = TimeOuts + count; TimeOuts < end;)
        {
            Turn(System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for the clock's next event, at most for a time.</summary>
    public void Turn(TimeSpan limit)
    {
        _silent ??= RawPeer.Accept(_listener, "DEALER");
        if (_monitor.TryReceive(out SocketEvent found, limit) && found.Kind == SocketEvents.Disconnected)
        {
            TimeOuts++;
            _silent.Dispose();
            _silent = null;
        }
    }

    public void Dispose()
    {
        _silent?.Dispose();
        _monitor.Dispose();
        _socket.Dispose();
        _listener.Dispose();
    }
}
