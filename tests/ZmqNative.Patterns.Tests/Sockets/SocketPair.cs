namespace ZmqNative.Patterns.Tests;

/// <summary>Two connected async sockets.</summary>
internal sealed record SocketPair(AsyncSocket Bound, AsyncSocket Connected) : IAsyncDisposable
{
    public static SocketPair Create(
        Context context,
        Reactor reactor,
        string endpoint,
        SocketType bound = SocketType.Pair,
        SocketType connected = SocketType.Pair,
        int highWatermark = 1000,
        AsyncSocketOptions? options = null,
        Reactor? otherReactor = null)
    {
        SocketPair pair = new(
            reactor.CreateSocket(context, bound, options),
            (otherReactor ?? reactor).CreateSocket(context, connected, options));
        pair.Bound.Configure(socket => SetUp(socket, highWatermark));
        pair.Connected.Configure(socket => SetUp(socket, highWatermark));
        pair.Bound.Bind(endpoint);
        pair.Connected.Connect(pair.Bound.LastEndpoint);
        return pair;
    }

    /// <summary>Sends until libzmq takes no more; the numbers start at 0.</summary>
    /// <returns>The number of messages that were sent.</returns>
    public static int Fill(AsyncSocket socket)
    {
        int count = 0;
        while (socket.TrySend(Storm.Bytes(0, count)))
        {
            count++;
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await Connected.DisposeAsync();
        await Bound.DisposeAsync();
    }

    private static void SetUp(Socket socket, int highWatermark)
    {
        socket.SendHighWatermark = highWatermark;
        socket.ReceiveHighWatermark = highWatermark;
        socket.Linger = TimeSpan.Zero;
    }
}
