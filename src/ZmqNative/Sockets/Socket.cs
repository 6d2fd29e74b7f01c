using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A libzmq socket.</summary>
/// <remarks>
/// <para>
/// For one thread at a time, as libzmq's own is. With the switch <c>ZmqNative.CheckThreads</c> of the runtime a call throws when another
/// thread is inside one, in every build; without it that is not checked.
/// <see cref="Dispose"/> alone may be called from any thread: if another thread is inside a call, the socket is closed
/// when that call returns. To end a blocked call use <see cref="Context.Shutdown"/> or a time-out.
/// </para>
/// <para>
/// The draft types for which <see cref="IsThreadSafe"/> is true (SERVER, CLIENT, RADIO, DISH, GATHER, SCATTER, PEER, CHANNEL) may be
/// used by several threads at once, for sending, receiving and polling. Options, <see cref="Bind"/>, <see cref="Connect"/> and
/// <c>ConnectPeer</c> are for one thread at a time with them, too. Dispose closes the socket when the last call on it returns.
/// </para>
/// <para>Options are properties; set them before <see cref="Bind"/> and <see cref="Connect"/>.</para>
/// </remarks>
public sealed unsafe partial class Socket : IDisposable
{
    /// <summary>The linger of new sockets: 1 second.</summary>
    public static readonly TimeSpan DefaultLinger = TimeSpan.FromSeconds(1);

    private readonly SocketHandle _handle;

    internal Socket(Context context, SocketHandle handle)
    {
        Context = context;
        _handle = handle;
        _uncheckedLength = _datagramLength = handle.Type == SocketType.Dgram ? -1 : int.MaxValue;
    }

    /// <summary>Closes a socket that was not disposed; closing needs neither the owner's thread nor the context's end.</summary>
    ~Socket() => _handle?.Close();

    /// <summary>The context that the socket belongs to; kept alive by the socket.</summary>
    public Context Context { get; }

    /// <summary>The type of the socket.</summary>
    public SocketType Type => _handle.Type;

    /// <summary>Whether the socket is closed, or will be when the call that runs on it returns.</summary>
    public bool IsClosed => _handle.IsClosed;

    /// <summary>The native <c>void *socket</c>, for calls through <see cref="Libzmq"/>; 0 once closed. Its use is not guarded.</summary>
    public nint Handle => _handle.Raw;

    /// <summary>The last endpoint bound or connected, with wildcards resolved, such as <c>tcp://127.0.0.1:49153</c>.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public string LastEndpoint => GetText(Libzmq.ZMQ_LAST_ENDPOINT);

    /// <summary>The endpoint that was bound or connected last, as the caller wrote it; for error texts.</summary>
    internal string? LastUsedEndpoint => _handle.LastUsedEndpoint;

    /// <summary>The guard that callers of native functions in this assembly enter and exit around them.</summary>
    internal SocketHandle Guard => _handle;

    /// <summary>Accepts connections at an endpoint.</summary>
    /// <param name="endpoint">
    /// <c>tcp://0.0.0.0:5555</c>, <c>tcp://127.0.0.1:*</c> for a free port, <c>ipc:///path</c>, <c>inproc://name</c>; see
    /// <see cref="LastEndpoint"/> for what it became. An address of this machine or the name of an interface; host names are not looked
    /// up, so write <c>tcp://127.0.0.1:5555</c> for <c>localhost</c>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The endpoint is null, empty, no valid text, or has a TCP port that is no number up to 65,535; or a socket that waits at this inproc name is
    /// of a type that cannot talk to this one.
    /// </exception>
    /// <exception cref="AddressInUseException">
    /// Another socket is bound there, or there is a file, a folder or a link at the path that is no socket.
    /// </exception>
    /// <exception cref="ZmqException">libzmq refused it, or no file descriptor is left; the message has the reason.</exception>
    /// <exception cref="InvalidOperationException">
    /// A PLAIN server enforces an empty ZAP domain, or <see cref="UseFileDescriptor"/> is no listening socket of this
    /// transport: libzmq would abort. Or the address is one of IPv6 and <see cref="IPv6"/> is not set, or a message was received in part.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <remarks>
    /// <para>
    /// Over <c>ipc://</c> a socket file without a listener is taken over. Whether there is one is found out by a
    /// connection that is closed at once. Threads of one process that bind to one path take turns; a process that binds at the same
    /// moment as another one may still take its path over.
    /// </para>
    /// <para>
    /// Leave descriptors to spare. While the process has none, connections over TCP wait, and a thread of libzmq is busy
    /// trying to accept them. So do those over <c>ipc://</c> with the corrected libzmq (<see cref="Zmq.Has"/>, <c>zmqnative</c>); another
    /// one asserts that they can be accepted, and ends the process.
    /// </para>
    /// </remarks>
    public void Bind(string endpoint)
    {
        RefuseFatalSecurity();
        RefuseFatalDescriptor(endpoint);
        Attach(EndpointAction.Bind, endpoint);
        ForgetDescriptor(endpoint);
    }

    /// <summary>Connects to an endpoint, in the background: it need not exist yet, and is reconnected to when it goes away.</summary>
    /// <remarks>
    /// libzmq resolves the name of a host at each attempt, on the I/O thread that serves all sockets of the context: a name server that does
    /// not answer stalls all of them, and the end of the context. The patterns of ZmqNative.Patterns resolve names themselves.
    /// </remarks>
    /// <param name="endpoint"><c>tcp://host:5555</c>, <c>ipc:///path</c> or <c>inproc://name</c>.</param>
    /// <exception cref="ArgumentException">
    /// The endpoint is null, empty, no valid text, has a wildcard or a TCP port that is no number up to 65,535; or the socket bound to this
    /// inproc name is of a type that cannot talk to this one.
    /// </exception>
    /// <exception cref="ZmqException">libzmq refused it; the message has the reason.</exception>
    /// <exception cref="InvalidOperationException">
    /// A PLAIN server enforces an empty ZAP domain, or a peer has the id of <see cref="SetConnectRoutingId"/> already: libzmq
    /// would abort. Or the address is one of IPv6 and <see cref="IPv6"/> is not set, or a message was received in part.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Connect(string endpoint)
    {
        RefuseFatalSecurity();
        RefuseTakenRoutingId();
        Attach(EndpointAction.Connect, endpoint);
        ReserveConnectRoutingId();
    }

    /// <summary>
    /// Stops accepting connections at an endpoint, which is free when this returns; the file of an <c>ipc://</c> endpoint is removed. Waits
    /// for libzmq to close the listener, at most 1 second and typically less than a millisecond.
    /// </summary>
    /// <param name="endpoint">The endpoint as <see cref="LastEndpoint"/> gave it after <see cref="Bind"/>.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty, no valid text, or has a TCP port that is no number up to 65,535.</exception>
    /// <exception cref="ZmqException">The socket is not bound there (<c>ENOENT</c>).</exception>
    /// <exception cref="InvalidOperationException">A message was received or sent in part: libzmq may abort, or drop the rest.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Unbind(string endpoint)
    {
        BeginUnbind(endpoint);
        _handle.Listeners.WaitUntilFree();
    }

    /// <summary>Ends the connection to an endpoint; messages queued for it linger.</summary>
    /// <param name="endpoint">The endpoint as it was given to <see cref="Connect"/>.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty, no valid text, or has a TCP port that is no number up to 65,535.</exception>
    /// <exception cref="ZmqException">The socket is not connected there (<c>ENOENT</c>).</exception>
    /// <exception cref="InvalidOperationException">A message was received or sent in part: libzmq may abort, or drop the rest.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Disconnect(string endpoint) => Attach(EndpointAction.Disconnect, endpoint);

    /// <summary>Unbinds as <see cref="Unbind"/> does, without the wait until the endpoint is free.</summary>
    internal void BeginUnbind(string endpoint) => Attach(EndpointAction.Unbind, endpoint);

    /// <summary>Starts to report what happens to the socket's connections. Start before <see cref="Bind"/> to see all.</summary>
    /// <param name="events">The events to report.</param>
    /// <returns>A monitor; dispose it.</returns>
    /// <exception cref="NotSupportedException">
    /// <see cref="SocketEvents.PipeStatistics"/> is asked for and libzmq was built without its draft API.
    /// </exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public SocketMonitor Monitor(SocketEvents events = SocketEvents.All) => new(this, events);

    /// <summary>
    /// Closes the socket. Idempotent, from any thread; queued messages linger for <see cref="Linger"/>. Does not wait: a TCP port that
    /// the socket was bound to is free some time after this has returned, typically within a millisecond. Call <see cref="Unbind"/>
    /// before where that matters. Files of <c>ipc://</c> endpoints are removed at once.
    /// </summary>
    public void Dispose()
    {
        _handle.Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>The type and, where known, the endpoint.</summary>
    /// <returns>A text such as <c>PUB socket at tcp://*:5555</c>.</returns>
    public override string ToString() =>
        _handle.LastUsedEndpoint is { } endpoint ? $"{Type.NativeName()} socket at {endpoint}" : $"{Type.NativeName()} socket";
}
