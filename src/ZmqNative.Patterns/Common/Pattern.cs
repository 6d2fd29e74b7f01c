using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>The base class of all patterns: a socket with its endpoints, connections, counts and end.</summary>
public abstract partial class Pattern : IAsyncDisposable
{
    // The first one stops new work, the second one cancels the work that runs. Not disposed: abandoned loops may still read them.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly List<Task> _loops = [];

    // Guards _disposing and _loops, against threads that dispose at once, and loops that are started meanwhile.
    private readonly Lock _gate = new();
    private Task? _disposing;
    private long _dropped;
    private long _unreachable;
    private long _queueFull;
    private long _malformed;
    private long _failed;
    private long _unhandled;
    private long _unsent;

    private readonly LogLimiter _malformedLog;
    private readonly LogLimiter _failedLog;

    private protected Pattern(SocketType type, PatternOptions options)
    {
        options.Validate();
        Options = options;
        Kind = GetType().Name.Split('`')[0];
        Name = options.Name ?? Kind;
        Logger = GuardedLogger.Create(options.LoggerFactory, GetType());
        AsyncSocketOptions waiting = new()
        {
            DrainTimeout = options.DrainTimeout,
            MaxPendingOperations = options.MaxPendingOperations,
            MaxSpins = options.MaxSpins,
            Continuations = options.Continuations,
            Security = options.Security,
            SendLimits = new SendLimits(options.MaxFrameSize ?? long.MaxValue, options.MaxMessageSize, options.MaxFrames, type),
        };

        // A context or a reactor that is not given is shared; the socket gives it back when it closes. A clock needs a reactor of its own.
        TimeProvider? clock = options.Reactor is null && options.TimeProvider != TimeProvider.System ? options.TimeProvider : null;
        SharedRuntime? shared = options.Context is null || (options.Reactor is null && clock is null) ? SharedRuntime.Acquire() : null;
        OwnReactor? own = null;
        try
        {
            if (clock is not null)
            {
                own = new OwnReactor(clock, shared);
                Reactor = own.Reactor;
            }
            else
            {
                Reactor = options.Reactor ?? shared!.Reactor;
            }

            _malformedLog = new LogLimiter(Reactor.TimeProvider);
            _revokedLog = new LogLimiter(Reactor.TimeProvider);
            _revokedConnectionsLog = new LogLimiter(Reactor.TimeProvider);
            _notAcceptedLog = new LogLimiter(Reactor.TimeProvider);
            _forbiddenLog = new LogLimiter(Reactor.TimeProvider);
            _oversizedLog = new LogLimiter(Reactor.TimeProvider);
            _refusedSubscriptionsLog = new LogLimiter(Reactor.TimeProvider);
            _overQuotaLog = new LogLimiter(Reactor.TimeProvider);
            _failedLog = new LogLimiter(Reactor.TimeProvider);
            Socket = Reactor.CreateSocket(options.Context ?? shared!.Context, type, waiting, (IAsyncDisposable?)own ?? shared, (Kind, Name));
        }
        catch
        {
            _ = ((IAsyncDisposable?)own ?? shared)?.DisposeAsync().AsTask();
            throw;
        }

        try
        {
            _notAccepted = new NativeCount(Socket, static socket => socket.RefusedConnections);
            _oversized = new NativeCount(Socket, static socket => socket.OversizedConnections);
            _refusedSubscriptions = new NativeCount(Socket, static socket => socket.RefusedSubscriptions);
            Socket.Configure(static (socket, options) => Apply(socket, options), options);
            _revocations = options.Security?.ZapDomain is null ? null : new PeerRevocations(Socket.Context);
            _connections = new ConnectionTracker(Socket, this, Logger, OnConnectionEnded, OnRejected);
            _connectionEvents = new ConnectionEventReaders(this, Name, Logger, TimeProvider.System, Attach, Detach);
        }
        catch
        {
            // An option was wrong, or the reactor ended meanwhile.
            _ = Socket.DisposeAsync().AsTask();
            throw;
        }

        PatternMetrics.Add(this);
        if (_revocations is not null)
        {
            SecuredPatterns.Add(this);
        }
    }

    /// <summary>The name in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The counts of the pattern so far.</summary>
    public PatternStatistics Statistics => Complete(new()
    {
        Sent = Socket.SentMessages,
        Received = Socket.ReceivedMessages,
        Dropped = Interlocked.Read(ref _dropped),
        DroppedUnreachable = Interlocked.Read(ref _unreachable),
        DroppedQueueFull = Interlocked.Read(ref _queueFull),
        DroppedRevoked = Interlocked.Read(ref _revoked),
        RefusedConnections = _notAccepted.Read(),
        RevokedConnections = Interlocked.Read(ref _revokedConnections),
        DroppedForbidden = Interlocked.Read(ref _forbidden),
        DroppedOverQuota = Interlocked.Read(ref _overQuota),
        Malformed = Interlocked.Read(ref _malformed),
        Oversized = _oversized.Last,
        RefusedSubscriptions = _refusedSubscriptions.Last,
        Torn = Socket.TornMessages,
        Failed = Interlocked.Read(ref _failed),
        Lost = Socket.LostSends + Interlocked.Read(ref _unsent),
        Unhandled = Interlocked.Read(ref _unhandled),
        Reconnects = _connections.Renewals,
        MissedConnectionEvents = _connectionEvents.Missed,
    });

    /// <summary>The name of the class, without its type parameters.</summary>
    internal string Kind { get; }

    internal AsyncSocket Socket { get; }

    internal Reactor Reactor { get; }

    private protected PatternOptions Options { get; }

    /// <summary>Describes the connections, for the text of an exception.</summary>
    private protected string DescribeConnections()
    {
        string endpoint;
        try
        {
            endpoint = Socket.LastEndpoint;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            return string.Empty;
        }

        return _connections.History.Describe(ConnectedPeers, endpoint) + _connections.DescribeNames();
    }

    private protected ILogger Logger { get; }

    /// <summary>The token that is cancelled when dispose begins: nothing more is to be received.</summary>
    private protected CancellationToken Stopping => _stopping.Token;

    /// <summary>The token that is cancelled when the drain time of dispose is over: handlers are to end.</summary>
    private protected CancellationToken Aborting => _aborting.Token;

    /// <summary>Runs the rest of a constructor; before an exception is thrown on, the incomplete pattern is ended.</summary>
    private protected void Initialize(Action initialize)
    {
        try
        {
            initialize();
        }
        catch
        {
            _ = DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Ends pending operations of callers, before the loops and the socket end.</summary>
    private protected virtual void FailPending()
    {
    }

    /// <summary>Frees the resources of the loops, after they and the socket have ended.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Adds the counts of the derived pattern.</summary>
    private protected virtual PatternStatistics Complete(PatternStatistics statistics) => statistics;

    /// <summary>Whether messages that are queued when the pattern ends were meant for its reader or handler.</summary>
    private protected virtual bool CountsUnhandled => false;

    /// <summary>Runs a loop until the pattern is disposed; an error is logged.</summary>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    private protected void StartLoop(Func<Task> loop)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            using (ExecutionContext.SuppressFlow())
            {
                _loops.Add(Task.Run(() => GuardAsync(loop)));
            }
        }
    }

    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    private protected void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw CreateDisposed();
        }
    }

    /// <summary>Whether dispose has begun.</summary>
    private protected bool IsDisposed => Volatile.Read(ref _disposing) is not null;

    private protected ObjectDisposedException CreateDisposed() => new(Kind, $"{Name} was disposed.");

    /// <summary>Sends a payload and takes its frames, whatever the outcome. Errors come through the task.</summary>
    private protected ValueTask SendAsync(Payload payload, CancellationToken cancellationToken)
    {
        // The socket itself is open for a while after the end has begun, for messages that were accepted before.
        if (IsDisposed)
        {
            payload.Dispose();
            return ValueTask.FromException(CreateDisposed());
        }

        try
        {
            return payload.TryGetBytes(out ReadOnlyMemory<byte> bytes)
                ? Socket.SendAsync(bytes, cancellationToken)
                : Socket.SendAsync(payload.ToMessage(), cancellationToken);
        }
        catch (Exception exception) when (exception is not ArgumentException)
        {
            return ValueTask.FromException(exception);
        }
    }

    private protected void CountUnhandled(long count = 1) => Interlocked.Add(ref _unhandled, count);

    /// <summary>Counts messages that libzmq had accepted and that had no peer until the end.</summary>
    private protected void CountUnsent(long count) => Interlocked.Add(ref _unsent, count);

    private protected void CountDropped(long count = 1) => Interlocked.Add(ref _dropped, count);

    /// <summary>Counts answers that were dropped because their peer had disconnected; they are counted as dropped, too.</summary>
    private protected void CountUnreachable(long count = 1) => Interlocked.Add(ref _unreachable, count);

    /// <summary>Counts answers that were dropped because the queue of their peer was full; they are counted as dropped, too.</summary>
    /// <returns>The number of them so far.</returns>
    private protected long CountQueueFull() => Interlocked.Increment(ref _queueFull);

    /// <summary>Counts a handler that threw, and logs that at a limited rate.</summary>
    private protected void CountFailed(Exception exception)
    {
        if (_failedLog.TryLog(Interlocked.Increment(ref _failed), out long count))
        {
            Logger.HandlerFailed(Name, count, exception);
        }
    }

    /// <summary>Counts a message that could not be read, and logs that at a limited rate.</summary>
    private protected void CountMalformed(string reason)
    {
        if (_malformedLog.TryLog(Interlocked.Increment(ref _malformed), out long count))
        {
            Logger.MalformedMessages(Name, count, reason);
        }
    }
}
