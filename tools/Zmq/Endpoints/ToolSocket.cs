using System.Globalization;
using ZmqNative;
using ZmqNative.Patterns;

namespace ZmqTool.Endpoints;

/// <summary>A socket with its authenticator and the count of its peers.</summary>
internal sealed class ToolSocket : IAsyncDisposable
{
    private readonly Authenticator? _authenticator;
    private readonly AsyncSocketMonitor _monitor;
    private readonly Task _watching;
    private readonly ToolConsole _console;

    private ToolSocket(ToolConsole console, AsyncSocket socket, Authenticator? authenticator, IReadOnlyList<Endpoint> endpoints)
    {
        _console = console;
        _authenticator = authenticator;
        Socket = socket;

        // Publishers are XPUB sockets for the sake of subscriptions alone.
        string type = socket.Type == SocketType.XPub ? "PUB" : socket.Type.ToString().ToUpperInvariant();
        Description = $"{type} socket at {string.Join(", ", endpoints.Select(static e => e.Address))}";
        Peers = new PeerWatch(endpoints.Any(static e => e.Binds), console.Note);
        _monitor = socket.Monitor();
        _watching = Peers.WatchAsync(_monitor);
    }

    public AsyncSocket Socket { get; }

    /// <summary>The peers that are connected.</summary>
    public PeerWatch Peers { get; }

    /// <summary>The type and the endpoints, for messages.</summary>
    public string Description { get; }

    /// <summary>Creates a socket, and binds or connects it to all endpoints.</summary>
    public static async Task<ToolSocket> OpenAsync(
        ToolConsole console,
        SocketType type,
        IReadOnlyList<Endpoint> endpoints,
        Security? security,
        TimeSpan linger,
        Action<Socket>? configure)
    {
        Authenticator? authenticator = security?.Policy is { } policy ? new Authenticator(policy) : null;
        AsyncSocket socket = AsyncSocket.Create(type, endpoints: null, new AsyncSocketOptions
        {
            Security = security?.Options,
            Continuations = ContinuationThread.ThreadPool,
            ConfigureSocket = raw =>
            {
                // What receives alone has nothing to send but subscriptions, for which a peer may not be there any more.
                raw.Linger = type is SocketType.Sub or SocketType.Pull ? TimeSpan.Zero : linger;
                raw.IPv6 = Endpoint.HaveIPv6(endpoints);
                configure?.Invoke(raw);
            },
        });
        ToolSocket opened = new(console, socket, authenticator, endpoints);
        try
        {
            foreach (Endpoint endpoint in endpoints)
            {
                opened.Attach(endpoint);
            }

            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the peers are there.</summary>
    /// <param name="what">What is waited for, such as <c>a subscriber</c>.</param>
    /// <param name="count">The number of peers.</param>
    /// <param name="timeout">The longest wait; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task WaitForPeersAsync(string what, int count, TimeSpan? timeout, CancellationToken cancellation) =>
        Waiting.ForAsync(_console, Peers.WaitAsync(count), $"{what} ({Description})", timeout, cancellation);

    /// <summary>Receives one message; the wait ends early when authentication has refused the socket.</summary>
    public async Task<MultipartMessage> ReceiveAsync(string what, TimeSpan? timeout, CancellationToken cancellation)
    {
        if (Socket.TryReceive(out MultipartMessage ready))
        {
            return ready;
        }

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<MultipartMessage> receive = Socket.ReceiveAsync(ending.Token).AsTask();
        try
        {
            await Waiting.ForAsync(_console, Task.WhenAny(receive, Peers.Refused).Unwrap(), $"{what} ({Description})", timeout, cancellation);
            return await receive;
        }
        catch
        {
            await ending.CancelAsync();
            await Waiting.QuietlyAsync(receive);
            if (receive.IsCompletedSuccessfully)
            {
                (await receive).Dispose();
            }

            throw;
        }
    }

    /// <summary>Sends one message, whose frames belong to the socket then.</summary>
    public Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, TimeSpan? timeout, CancellationToken cancellation)
    {
        MultipartMessage message = MultipartMessage.Create();
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            message.Add(Frame.Copy(frame.Span));
        }

        return SendAsync(message, timeout, cancellation);
    }

    /// <summary>Sends one message, which belongs to the socket then.</summary>
    public async Task SendAsync(MultipartMessage message, TimeSpan? timeout, CancellationToken cancellation)
    {
        if (Socket.TrySend(message))
        {
            return;
        }

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task send = Socket.SendAsync(message, ending.Token).AsTask();
        try
        {
            await Waiting.ForAsync(
                _console, Task.WhenAny(send, Peers.Refused).Unwrap(), $"space in the queue of a peer ({Description})", timeout, cancellation);
        }
        catch
        {
            await ending.CancelAsync();
            await Waiting.QuietlyAsync(send);
            message.Dispose();
            throw;
        }
    }

    /// <summary>Says how many messages a publisher has dropped, for each of its subscribers, if its libzmq counts them: sending them did not wait.</summary>
    /// <param name="pace">The option that makes it send more slowly.</param>
    public void NoteDropped(string pace)
    {
        long dropped = 0;
        if (Zmq.Has("zmqnative"))
        {
            Socket.Configure(raw => dropped = raw.DroppedMessages);
        }

        if (dropped > 0)
        {
            _console.Note(string.Create(
                CultureInfo.InvariantCulture, $"{dropped:N0} {(dropped == 1 ? "message was" : "messages were")} dropped, counted for each subscriber whose queue was full: send more slowly ({pace})"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        await _watching;
        await Socket.DisposeAsync();
        if (_authenticator is not null)
        {
            await _authenticator.DisposeAsync();
        }
    }

    private void Attach(Endpoint endpoint)
    {
        if (!endpoint.Binds)
        {
            Socket.Connect(endpoint.Address);
            return;
        }

        Socket.Bind(endpoint.Address);
        _console.Note($"listening on {Socket.LastEndpoint}");
    }
}
