namespace ZmqNative.Patterns;

/// <summary>A socket whose operations can be awaited, from any thread and several at once.</summary>
/// <remarks>
/// <para>
/// It does <b>not</b> pass operations to another thread. Each operation is first tried on the calling thread, under one short lock and
/// without blocking, and completes there if it can. Only an operation that must wait queues a pooled waiter; the reactor serves it when
/// the socket's descriptor signals a change, and the awaiting code continues after the lock, on the thread that
/// <see cref="AsyncSocketOptions.Continuations"/> chooses. Nothing is allocated per operation in either case.
/// </para>
/// <para>
/// Waiters are served in the order of their arrival. Cancelling a receive yields the message or the cancellation, never
/// both; cancelling a send removes it if libzmq has not accepted it. A message that is accepted is not delivered yet.
/// </para>
/// <code>
///   open --DisposeAsync--> draining: no new operations, receives fail, queued sends still go out
///   draining --queue empty, or the time is up--> closed
///   any --the reactor fails, or the context ends--> closed, with the cause
/// </code>
/// </remarks>
public sealed partial class AsyncSocket : IAsyncDisposable
{
    private const int FirstMillisecondsAway = 20;
    private const int LongestMillisecondsAway = 5_000;

    private readonly Reactor _reactor;
    private readonly IAsyncDisposable? _lease;
    private readonly AsyncSocketOptions _options;
    private Socket _socket;

    // Guards the raw socket, both queues and the state, against callers on any thread and the reactor. It is held for
    // the length of one non-blocking libzmq call, plus one per waiter served. Configure holds it exclusively, for as long as it takes.
    private SpinThenParkLock _gate;
    private readonly OperationQueue _receivers = new();
    private readonly OperationQueue _senders = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _draining;
    private Task? _closing;
    private Exception? _closed;
    private bool _contextEnded;

    // Whether the reactor does not poll the descriptor, and the number of signals in a row while no operation was pending.
    private bool _unpolled;
    private int _idleSignals;

    // Whether the reactor will look at the socket before it polls again.
    private bool _looksLater;

    // The time, in milliseconds of the system's clock, from which on continuations run on the reactor's thread; and for how long they
    // stay away from it when one lasts too long.
    private long _runsOnReactorFrom;
    private int _millisecondsAway = FirstMillisecondsAway;
    private long _lostSends;
    private long _sent;
    private long _received;

    /// <summary>Initializes an async socket that owns a raw socket, which no other code may use from now on.</summary>
    internal AsyncSocket(Socket socket, Reactor reactor, AsyncSocketOptions options, IAsyncDisposable? lease)
    {
        _socket = socket;
        Context = socket.Context;
        _reactor = reactor;
        _options = options;
        _lease = lease;
        _socket.Guard.ClosesItself = true;
        _socket.SkipsTornMessages = true;
        try
        {
            FileDescriptor = GetDescriptor(_socket);
            reactor.Add(this);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        PatternAccounting.AsyncSocketCreated();
    }

    /// <summary>The type of the socket.</summary>
    public SocketType Type => _socket.Type;

    /// <summary>The last endpoint bound or connected, with wildcards resolved.</summary>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public string LastEndpoint
    {
        get
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                return _lastName ?? (_socket.LastEndpoint is { Length: > 0 } endpoint ? endpoint : _lastEndpoint);
            }
        }
    }

    /// <summary>The number of messages that libzmq has accepted.</summary>
    public long SentMessages => Volatile.Read(ref _sent);

    /// <summary>The number of messages that were received.</summary>
    public long ReceivedMessages => Volatile.Read(ref _received);

    /// <summary>
    /// The number of messages whose connection was lost before all their frames had arrived. The received frames were discarded, and the
    /// receive continued with the next message. Always 0 with the libzmq that ZmqNative builds, which delivers complete messages.
    /// </summary>
    public long TornMessages => _socket.TornMessages;

    /// <summary>The number of sends that were still queued when the drain time of <see cref="DisposeAsync"/> was over.</summary>
    public long LostSends => Interlocked.Read(ref _lostSends);

    /// <summary>The number of receives that wait now.</summary>
    public int PendingReceives
    {
        get
        {
            using (_gate.Enter())
            {
                return _receivers.Count;
            }
        }
    }

    /// <summary>The number of sends that wait now.</summary>
    public int PendingSends
    {
        get
        {
            using (_gate.Enter())
            {
                return _senders.Count;
            }
        }
    }

    /// <summary>The class and the name of the pattern that users dispose to end this socket, or null for the socket itself.</summary>
    internal (string Class, string Name)? Owner { get; init; }

    /// <summary>
    /// The tracker of connections, which is notified of every endpoint that is connected, disconnected or unbound; null for sockets without
    /// a pattern.
    /// </summary>
    internal ConnectionTracker? Connections { get; set; }

    /// <summary>Whether continuations run on the thread pool, by the options.</summary>
    internal bool NeedsThreadPool => _options.Continuations == ContinuationThread.ThreadPool;

    /// <summary>Whether continuations run on the reactor's thread now.</summary>
    internal bool RunsOnReactor => !NeedsThreadPool && Environment.TickCount64 >= Volatile.Read(ref _runsOnReactorFrom);

    /// <summary>
    /// The number of times that the reactor polls again, before it sleeps, after it has served this socket; 0 if no receive was pending.
    /// Only the reactor's thread uses it.
    /// </summary>
    internal int SpinsAfterServe { get; private set; }

    /// <summary>Returns whether a message could be received now.</summary>
    internal bool HasMessages
    {
        get
        {
            bool has = false;
            ConfigureShortly(socket => has = (socket.Events & PollEvents.In) != 0);
            return has;
        }
    }

    /// <summary>The descriptor that the reactor polls.</summary>
    internal nint FileDescriptor { get; private set; }

    /// <summary>The context of its native sockets.</summary>
    internal Context Context { get; }

    /// <summary>The reactor's entry for this socket; only the reactor's thread uses it.</summary>
    internal PollRegistration? Registration { get; set; }

    /// <summary>Binds an endpoint, at which connections are accepted.</summary>
    /// <param name="endpoint">The endpoint, as for <see cref="Socket.Bind"/>.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="AddressInUseException">The address is in use, or the path is that of a file that is no socket.</exception>
    /// <exception cref="AuthenticatorMissingException">The socket authenticates its peers, and its context has no <see cref="Authenticator"/>.</exception>
    /// <exception cref="InvalidOperationException">The transport or the socket does not have the security of the options.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Bind(string endpoint)
    {
        Configure(
            static (socket, state) =>
            {
                SocketSecurity.CheckBind(socket, state.Endpoint, state.Self._options.Security);
                socket.Bind(state.Endpoint);
                state.Self._lastName = null;
                state.Self.Connections?.Bound(socket.LastEndpoint, state.Endpoint);
            },
            (Self: this, Endpoint: endpoint));
        Connections?.WarnIfOpen();
    }

    /// <summary>Connects to an endpoint, in the background.</summary>
    /// <remarks>
    /// libzmq makes a connection again that is lost. It does not if the peer broke the protocol, refused the connection or sent a frame
    /// over <see cref="Socket.MaxMessageSize"/>: a monitor then reports <see cref="SocketEvents.Disconnected"/> and no
    /// <see cref="SocketEvents.ConnectRetried"/>, and a <see cref="Disconnect"/> and a new connect are needed. Patterns do that.
    /// <para>
    /// libzmq resolves the name of a host at each attempt, on the I/O thread that serves all sockets of the context: a name server that
    /// does not answer stalls all of them. Patterns resolve names themselves (<see cref="PatternOptions.ResolveNames"/>).
    /// </para>
    /// </remarks>
    /// <param name="endpoint">The endpoint, as for <see cref="Socket.Connect"/>.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="InvalidOperationException">The options have the security of a server that authenticates, or one that the transport does not have.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Connect(string endpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        Configure(static (socket, state) => state.Self.ConnectInsideLock(socket, state.Endpoint), (Self: this, Endpoint: endpoint));
    }

    /// <summary>
    /// Stops accepting connections at an endpoint. The endpoint is free when this returns, for which it waits at most 1 second; typically
    /// it takes less than a millisecond.
    /// </summary>
    /// <param name="endpoint">The endpoint, as for <see cref="Socket.Unbind"/>.</param>
    /// <exception cref="ZmqException">The socket is not bound there.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Unbind(string endpoint)
    {
        Socket? unbound = null;
        Configure(socket =>
        {
            if (Connections?.Withdraw(endpoint) != true)
            {
                Connections?.Pump();
                socket.BeginUnbind(endpoint);
                Connections?.Unbound(endpoint);
                unbound = socket;
            }
        });

        // Not under the lock, for which other threads wait.
        unbound?.Guard.Listeners.WaitUntilFree();
    }

    /// <summary>Ends the connection to an endpoint.</summary>
    /// <param name="endpoint">The endpoint, as for <see cref="Socket.Disconnect"/>.</param>
    /// <exception cref="ZmqException">The socket is not connected there.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public void Disconnect(string endpoint) => Configure(
        static (socket, state) =>
        {
            if (state.Self.Connections is not { } connections)
            {
                socket.Disconnect(state.Endpoint);
            }
            else if (!connections.Withdraw(state.Endpoint))
            {
                connections.Disconnect(socket, state.Endpoint);
            }
        },
        (Self: this, Endpoint: endpoint));

    /// <summary>Starts to report the events of the connections.</summary>
    /// <param name="events">The events to report.</param>
    /// <returns>A monitor whose events can be enumerated; dispose it.</returns>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public AsyncSocketMonitor Monitor(SocketEvents events = SocketEvents.All)
    {
        SocketMonitor? monitor = null;
        Configure(socket => monitor = socket.Monitor(events));
        try
        {
            return new AsyncSocketMonitor(monitor!, _reactor, _options.Continuations);
        }
        catch
        {
            // The reactor ended meanwhile. libzmq would block on events that are not received.
            monitor!.Dispose();
            throw;
        }
    }

    /// <summary>Cancels a waiter, unless it is decided. A send behind it may be for another peer of a ROUTER, which no signal tells of.</summary>
    internal void Cancel(PooledOperation waiter)
    {
        DecidedOperations decided = default;
        using (_gate.Enter())
        {
            // Closes the race of cancelling against being served: the lock's holder that finds it queued decides.
            if (waiter.Queue is not { } queue || !queue.TryRemove(waiter))
            {
                return;
            }

            waiter.DecideCancelled();
            CheckDrainedInsideLock();
            ServeIfWaitedForInsideLock(ref decided);
        }

        waiter.Complete();
        decided.Complete();
    }

    /// <summary>Lets continuations run on the thread pool for a while: one was on the reactor's thread for too long.</summary>
    internal void LeaveReactor()
    {
        // Longer each time, but for one that comes long after the last one.
        long now = Environment.TickCount64;
        bool isNew = now - Volatile.Read(ref _runsOnReactorFrom) > LongestMillisecondsAway;
        int away = isNew ? FirstMillisecondsAway : Math.Min(_millisecondsAway * 2, LongestMillisecondsAway);
        _millisecondsAway = away;
        Volatile.Write(ref _runsOnReactorFrom, now + away);
    }

    // Tracked before: the connection may be made before libzmq returns.
    private void ConnectInsideLock(Socket socket, string endpoint)
    {
        SocketSecurity.CheckConnect(socket, endpoint, _options.Security);
        Connections?.Connecting(endpoint);
        try
        {
            if (Connections?.TryConnectByName(socket, endpoint) == true)
            {
                _lastName = endpoint;
                return;
            }

            socket.Connect(endpoint);
            _lastName = null;
        }
        catch
        {
            Connections?.NotConnected(endpoint);
            throw;
        }
    }

    private static nint GetDescriptor(Socket socket)
    {
        if (socket.IsThreadSafe)
        {
            throw new NotSupportedException(
                $"libzmq gives {socket.Type} sockets no file descriptor, so they cannot be awaited. Use a DEALER, ROUTER or PAIR.");
        }

        return socket.FileDescriptor;
    }
}
