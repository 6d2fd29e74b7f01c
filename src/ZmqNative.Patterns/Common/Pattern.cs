using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Patterns;

/// <summary>What all patterns have in common: a socket, its endpoints, its connections, its counts and its end.</summary>
public abstract partial class Pattern : IAsyncDisposable
{
    // First nothing more is begun, then what runs is cancelled. Not disposed: loops left behind may still ask them.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
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
        try
        {
            Reactor = options.Reactor ?? shared!.Reactor;
            Socket = Reactor.CreateSocket(options.Context ?? shared!.Context, type, waiting, shared, (GetType().Name, Name));
        }
        catch
        {
            _ = shared?.DisposeAsync().AsTask();
            throw;
        }

        try
        {
            Socket.Configure(static (socket, options) => Apply(socket, options), options);
            _connections = new ConnectionTracker(Socket, this, Logger, OnDisconnected);
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

    /// <summary>What was done so far.</summary>
    public PatternStatistics Statistics => new()
    {
        Sent = Socket.SentMessages,
        Received = Socket.ReceivedMessages,
        Dropped = Interlocked.Read(ref _dropped),
        Malformed = Interlocked.Read(ref _malformed),
        Torn = Socket.TornMessages,
        Failed = Interlocked.Read(ref _failed),
        Lost = Socket.LostSends,
        Unhandled = Interlocked.Read(ref _unhandled),
        Reconnects = _connections.Renewals,
    };

    internal AsyncSocket Socket { get; }

    internal Reactor Reactor { get; }

    private protected PatternOptions Options { get; }

    private protected ILogger Logger { get; }

    /// <summary>Cancelled when dispose begins: nothing more is to be received.</summary>
    private protected CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when dispose has waited long enough for handlers.</summary>
    private protected CancellationToken Aborting => _aborting.Token;

    /// <summary>
    /// Ends the pattern: no new operations, pending receives fail, enumerations end. Handlers that run, and sends that are
    /// queued, get <see cref="PatternOptions.DrainTimeout"/>; then handlers are cancelled. Idempotent, from any thread,
    /// bounded in time.
    /// </summary>
    /// <returns>
    /// Completes when the native socket is closed and its endpoints can be bound again, which is waited for at most 1 second.
    /// </returns>
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

    /// <summary>Ends what callers wait for, before the loops and the socket end.</summary>
    private protected virtual void FailPending()
    {
    }

    /// <summary>Frees what the loops used, after they and the socket have ended.</summary>
    private protected virtual void Release()
    {
    }

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
        if (Volatile.Read(ref _disposing) is not null)
        {
            throw new ObjectDisposedException(GetType().Name, $"{Name} was disposed.");
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
