namespace ZmqNative.Fuzz.Targets;

/// <summary>A pattern or broker that gets inputs as messages of a hostile peer, and must serve an honest one all the time.</summary>
internal sealed class LivePeer : IAsyncDisposable
{
    private const int HonestEvery = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Context _context;
    private readonly IAsyncDisposable _served;
    private readonly Socket _hostile;
    private readonly Action<Socket, TimeSpan> _serveHonest;
    private readonly Socket _honest;
    private int _inputs;

    /// <summary>Connects a hostile and an honest socket to what is served.</summary>
    /// <param name="serve">Binds to an endpoint over inproc in a context.</param>
    /// <param name="hostile">The type of the hostile socket.</param>
    /// <param name="honest">The type of the honest socket.</param>
    /// <param name="serveHonest">Sends and receives an honest message, within a time.</param>
    public LivePeer(Func<Context, string, IAsyncDisposable> serve, SocketType hostile, SocketType honest, Action<Socket, TimeSpan> serveHonest)
    {
        const string Endpoint = "inproc://fuzz";
        _context = new Context();
        _served = serve(_context, Endpoint);
        _hostile = _context.CreateSocket(hostile);
        _hostile.Linger = TimeSpan.Zero;
        _hostile.SendTimeout = Patience;
        _hostile.Connect(Endpoint);
        _honest = _context.CreateSocket(honest);
        _honest.Linger = TimeSpan.Zero;
        _honest.Connect(Endpoint);
        _serveHonest = serveHonest;
        AwaitSubscription(_hostile);
        AwaitSubscription(_honest);
    }

    /// <summary>Sends an input, and an honest message from time to time.</summary>
    public void Send(byte[] input)
    {
        // The send takes the frames.
        _hostile.Send(FrameList.ReadMessage(input));
        if (_hostile.Type is SocketType.Dealer)
        {
            while (_hostile.TryReceiveMessage(out MultipartMessage answer, TimeSpan.Zero))
            {
                answer.Dispose();
            }
        }

        if (_inputs++ % HonestEvery == 0)
        {
            _serveHonest(_honest, Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hostile.Dispose();
        _honest.Dispose();
        await _served.DisposeAsync();
        await _context.DisposeAsync();
    }

    // What a publisher sends before the subscription has arrived is lost.
    private static void AwaitSubscription(Socket socket)
    {
        if (socket.Type == SocketType.XPub)
        {
            FuzzFaultException.Unless(socket.TryReceive(out Frame subscription, Patience), "a subscription arrives");
            subscription.Dispose();
        }
    }
}
