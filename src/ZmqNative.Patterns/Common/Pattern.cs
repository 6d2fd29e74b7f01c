using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Patterns;

/// <summary>What all patterns have in common: a socket, its endpoints, its connections, its counts and its end.</summary>
public abstract class Pattern : IAsyncDisposable
{
    // First nothing more is begun, then what runs is cancelled. Not disposed: loops left behind may still ask them.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly ConnectionTracker _connections;
    private readonly TimeSpan _malformedLogInterval = TimeSpan.FromSeconds(10);
    private readonly List<Task> _loops = [];

    // How long the end may count what is still queued: a peer that floods would keep it counting for ever.
    private static readonly TimeSpan LongestCount = TimeSpan.FromMilliseconds(250);

    // Guards _disposing and _loops, against threads that dispose at once, and loops that are started meanwhile.
    private readonly Lock _gate = new();
    private Task? _disposing;
    private long _dropped;
    private long _malformed;
    private long _malformedLogged;
    private long _nextMalformedLog;
    private long _failed;
    private long _unhandled;

    private protected Pattern(SocketType type, PatternOptions options)
    {
        Options = options;
        Name = options.Name ?? GetType().Name;
        Logger = options.LoggerFactory?.CreateLogger(GetType()) ?? NullLogger.Instance;
        AsyncSocketOptions waiting = new() { DrainTimeout = options.DrainTimeout, MaxSpins = options.MaxSpins };

        // A context or a reactor that is not given is shared; the socket gives it back when it closes.
        SharedRuntime? shared = options.Context is null || options.Reactor is null ? SharedRuntime.Acquire() : null;
        Reactor = options.Reactor ?? shared!.Reactor;
        try
        {
            Socket = Reactor.CreateSocket(options.Context ?? shared!.Context, type, waiting, shared);
        }
        catch
        {
            _ = shared?.DisposeAsync().AsTask();
            throw;
        }

        try
        {
            Socket.Configure(static (socket, options) => Apply(socket, options), options);
            _connections = new ConnectionTracker(Socket.Monitor(ConnectionTracker.Events), Name, Logger, OnDisconnected);
        }
        catch
        {
            // An option was wrong, or the reactor ended meanwhile.
            _ = Socket.DisposeAsync().AsTask();
            throw;
        }

        PatternMetrics.Add(this);
    }

    /// <summary>The name in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The last endpoint bound or connected, with wildcards resolved.</summary>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public string LastEndpoint => Socket.LastEndpoint;

    /// <summary>How many peers are connected now, handshake complete. Peers over <c>inproc://</c> are not seen.</summary>
    public int ConnectedPeers => _connections.Connected;

    /// <summary>What was done so far.</summary>
    public PatternStatistics Statistics => Complete(new()
    {
        Sent = Socket.SentMessages,
        Received = Socket.ReceivedMessages,
        Dropped = Interlocked.Read(ref _dropped),
        Malformed = Interlocked.Read(ref _malformed),
        Failed = Interlocked.Read(ref _failed),
        Lost = Socket.LostSends,
        Unhandled = Interlocked.Read(ref _unhandled),
    });

    internal AsyncSocket Socket { get; }

    internal Reactor Reactor { get; }

    private protected PatternOptions Options { get; }

    private protected ILogger Logger { get; }

    /// <summary>Cancelled when dispose begins: nothing more is to be received.</summary>
    private protected CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when dispose has waited long enough for handlers.</summary>
    private protected CancellationToken Aborting => _aborting.Token;

    /// <summary>Accepts connections at one more endpoint, while running.</summary>
    /// <param name="endpoint">Such as <c>tcp://*:5555</c>; <c>tcp://127.0.0.1:*</c> takes a free port.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Bind(string endpoint) => Socket.Bind(endpoint);

    /// <summary>Connects to one more endpoint, while running.</summary>
    /// <param name="endpoint">Such as <c>tcp://localhost:5555</c>; it need not exist yet.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Connect(string endpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        _connections.Expect(endpoint);
        Socket.Connect(endpoint);
    }

    /// <summary>Stops accepting connections at an endpoint.</summary>
    /// <param name="endpoint">As <see cref="LastEndpoint"/> gave it.</param>
    /// <exception cref="ZmqException">It is not bound there.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Unbind(string endpoint) => Socket.Unbind(endpoint);

    /// <summary>Ends the connection to an endpoint.</summary>
    /// <param name="endpoint">As it was given to <see cref="Connect"/>.</param>
    /// <exception cref="ZmqException">It is not connected there.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Disconnect(string endpoint)
    {
        Socket.Disconnect(endpoint);
        _connections.Forget(endpoint);
    }

    /// <summary>Completes when <paramref name="count"/> peers are connected. Peers over <c>inproc://</c> are not seen.</summary>
    /// <param name="count">How many; default 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when they are there.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is, or was meanwhile, disposed.</exception>
    public Task WaitForPeersAsync(int count = 1, CancellationToken cancellationToken = default) =>
        _connections.WaitAsync(count, cancellationToken);

    /// <summary>
    /// Ends the pattern: no new operations, pending receives fail, enumerations end. Handlers that run, and sends that are
    /// queued, get <see cref="PatternOptions.DrainTimeout"/>; then handlers are cancelled. Idempotent, from any thread,
    /// bounded in time.
    /// </summary>
    /// <returns>Completes when the native socket is closed.</returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposing ??= Task.Run(DisposeCoreAsync);
        }

        GC.SuppressFinalize(this);
        return new ValueTask(_disposing);
    }

    /// <summary>Runs the rest of a constructor; what it throws ends the half-made pattern first.</summary>
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

    /// <summary>Told when a connection broke; may come before the derived constructor has run.</summary>
    private protected virtual void OnDisconnected()
    {
    }

    /// <summary>Ends what callers wait for, before the loops and the socket end.</summary>
    private protected virtual void FailPending()
    {
    }

    /// <summary>Frees what the loops used, after they and the socket have ended.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Adds what the pattern counts itself.</summary>
    private protected virtual PatternStatistics Complete(PatternStatistics statistics) => statistics;

    /// <summary>Whether messages that are queued when the pattern ends were meant for its reader or handler.</summary>
    private protected virtual bool CountsUnhandled => false;

    /// <summary>Runs a loop until the pattern is disposed; an error is logged.</summary>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    private protected void StartLoop(Func<Task> loop)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposing is not null, this);
            using (ExecutionContext.SuppressFlow())
            {
                _loops.Add(Task.Run(() => GuardAsync(loop)));
            }
        }
    }

    private protected void CountUnhandled(long count = 1) => Interlocked.Add(ref _unhandled, count);

    private protected void CountDropped(long count = 1) => Interlocked.Add(ref _dropped, count);

    private protected void CountFailed(Exception exception)
    {
        Interlocked.Increment(ref _failed);
        Logger.HandlerFailed(Name, exception);
    }

    /// <summary>Counts a message that could not be read, and logs that at a limited rate.</summary>
    private protected void CountMalformed(string reason)
    {
        long total = Interlocked.Increment(ref _malformed);
        long now = Reactor.TimeProvider.GetTimestamp();
        long next = Volatile.Read(ref _nextMalformedLog);

        // One thread per interval logs: the exchange lets one through.
        if (now >= next
            && Interlocked.CompareExchange(
                ref _nextMalformedLog,
                now + (long)(_malformedLogInterval.TotalSeconds * Reactor.TimeProvider.TimestampFrequency),
                next) == next)
        {
            long logged = Interlocked.Exchange(ref _malformedLogged, total);
            Logger.MalformedMessages(Name, total - logged, reason);
        }
    }

    /// <summary>Whether a received message keeps the limits; if not it is counted and disposed.</summary>
    private protected bool CheckLimits(MultipartMessage message)
    {
        if (message.Count <= Options.MaxFrames && message.TotalLength <= Options.MaxMessageSize)
        {
            return true;
        }

        CountMalformed(message.Count > Options.MaxFrames
            ? $"{message.Count} frames, more than MaxFrames ({Options.MaxFrames})"
            : $"{message.TotalLength} bytes, more than MaxMessageSize ({Options.MaxMessageSize})");
        message.Dispose();
        return false;
    }

    private static void Apply(Socket socket, PatternOptions options)
    {
        socket.SendHighWatermark = options.SendHighWatermark;
        socket.ReceiveHighWatermark = options.ReceiveHighWatermark;
        socket.Linger = options.Linger;
        socket.MaxMessageSize = options.MaxFrameSize;
        socket.ReconnectInterval = options.ReconnectInterval;
        socket.ReconnectIntervalMax = options.ReconnectIntervalMax;
        if (options.HeartbeatInterval is { } interval)
        {
            socket.HeartbeatInterval = interval;
            socket.HeartbeatTimeout = options.HeartbeatTimeout;
            socket.HeartbeatTtl = options.HeartbeatTimeout;
        }

        options.ConfigureSocket?.Invoke(socket);
    }

    private async Task GuardAsync(Func<Task> loop)
    {
        try
        {
            await loop().ConfigureAwait(false);
        }
        catch (Exception exception) when (_stopping.IsCancellationRequested || exception is ContextTerminatedException)
        {
            // The end of the pattern or of its context is how loops end.
        }
        catch (Exception exception)
        {
            Logger.LoopFailed(Name, exception);
        }
    }

    private async Task DisposeCoreAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        FailPending();
        if (!await EndLoopsAsync(Options.DrainTimeout).ConfigureAwait(false))
        {
            await _aborting.CancelAsync().ConfigureAwait(false);
            if (!await EndLoopsAsync(Options.CancelledHandlerTimeout).ConfigureAwait(false))
            {
                Logger.HandlerLeftBehind(Name);
            }
        }

        if (CountsUnhandled)
        {
            CountQueued();
        }

        await _connections.DisposeAsync().ConfigureAwait(false);
        await Socket.DisposeAsync().ConfigureAwait(false);
        Release();
        PatternMetrics.Remove(this);
        if (Socket.LostSends > 0)
        {
            Logger.MessagesLost(Name, Socket.LostSends);
        }

        if (Statistics.Unhandled is > 0 and var unhandled)
        {
            Logger.MessagesUnhandled(Name, unhandled);
        }
    }

    // What libzmq has received and nobody has taken goes with the socket; it is at least known how much that was.
    private protected virtual void CountQueued()
    {
        long begin = TimeProvider.System.GetTimestamp();
        try
        {
            while (TimeProvider.System.GetElapsedTime(begin) < LongestCount && Socket.TryReceive(out MultipartMessage message))
            {
                message.Dispose();
                CountUnhandled();
            }
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The context or the reactor ended before the pattern.
        }
    }

    private async Task<bool> EndLoopsAsync(TimeSpan timeout)
    {
        Task loops;
        lock (_gate)
        {
            loops = Task.WhenAll(_loops);
        }

        return loops == await Task.WhenAny(loops, Task.Delay(timeout, Reactor.TimeProvider)).ConfigureAwait(false);
    }
}
