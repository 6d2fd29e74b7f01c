using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>A new native socket after each connection.</content>
/// <remarks>
/// The messages of a pair have no ids, and libzmq does not report over which connection a message came or will go. So a native socket has
/// one connection: when that ends and the messages of the socket were received, another socket replaces it and is attached to the same
/// endpoints. A peer that the old socket refused is disconnected with it, and connects again.
/// </remarks>
public abstract partial class PairPattern
{
    // Until then the old socket is kept for messages that may still arrive; after that only for those that have arrived. Another peer may
    // have connected to it meanwhile: it has to connect again.
    private const int MaxTries = 5;
    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(20);

    // The pause after a new socket could not be made: the cause is likely to last.
    private static readonly TimeSpan FailedTryInterval = TimeSpan.FromMilliseconds(500);

    // A connection that ends so soon after it was begun, with nothing received, counts as refused; as many in a row are logged. A single
    // one may have another reason.
    private static readonly TimeSpan SoonAfter = TimeSpan.FromSeconds(1);
    private const int LoggedRefusals = 3;

    // Guards the sockets that are taken and retired, against the tracker, the loop and dispose.
    private readonly Lock _renewing = new();
    private readonly List<RetiredSocket> _retired = [];
    private readonly SemaphoreSlim _ended = new(0);
    private (Socket Socket, AsyncSocketMonitor Monitor)? _spare;
    private TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _abandoned;
    private long _receivedBefore;
    private int _fruitless;
    private long _connectedAt = long.MinValue;
    private int _refusals;

    // The newest failure to make a socket, and the number of failures in a row that the loop has seen.
    private Exception? _renewalFailure;
    private int _renewalFailures;

    private protected override void OnDisconnected()
    {
        // A handler that waits to answer the old peer would not read the remaining messages of that peer.
        Socket.FailTied();
        _ = TryRenew(PollEvents.In | PollEvents.Out);
        _ = _ended.Release();
    }

    private protected override void FailPending()
    {
        // A socket that is being taken is in the list after this, and none is taken any more.
        lock (_renewing)
        {
            _renewed.TrySetResult();
        }
    }

    /// <summary>Called after a native socket has been replaced.</summary>
    private protected virtual void OnRenewed()
    {
    }

    /// <summary>Returns a task that completes when the native socket of a generation has been replaced, or the pattern ends.</summary>
    private protected Task WaitForRenewalAsync(long generation, CancellationToken cancellationToken)
    {
        lock (_renewing)
        {
            return Socket.Generation == generation && !Stopping.IsCancellationRequested
                ? _renewed.Task.WaitAsync(cancellationToken)
                : Task.CompletedTask;
        }
    }

    /// <summary>Ends the connection, to make another one.</summary>
    private protected void AbandonConnection()
    {
        lock (_renewing)
        {
            _abandoned = true;
            Connections.Abandon();
        }

        Connections.Report();
    }

    // From the loop alone, outside the lock: a logger is user code.
    private void LogFailure()
    {
        if (Interlocked.Exchange(ref _renewalFailure, null) is { } failure && _renewalLog.TryLog(++_renewalFailures, out _))
        {
            Logger.SocketNotRenewed(Name, failure);
        }
    }

    // True when there is nothing left to do.
    private bool TryRenew(PollEvents holding)
    {
        long connectedAt = Volatile.Read(ref _connectedAt);
        bool isSoon = connectedAt != long.MinValue && Reactor.TimeProvider.GetElapsedTime(connectedAt) < SoonAfter;
        lock (_renewing)
        {
            if (Stopping.IsCancellationRequested || !Connections.IsOver)
            {
                return true;
            }

            try
            {
                _spare ??= CreateSocket();
                (Socket socket, AsyncSocketMonitor monitor) = _spare.Value;
                (AsyncSocketMonitor? oldMonitor, string[] bound) = (null, []);
                Socket? old = Socket.TryReplace(
                    socket,
                    _abandoned ? PollEvents.None : holding,
                    () => (oldMonitor, bound) = Connections.Switch(monitor),
                    out Task polled);
                if (old is null)
                {
                    return false;
                }

                _spare = null;
                _abandoned = false;
                _retired.Add(new RetiredSocket(old, oldMonitor!, bound, polled));
            }
            catch (Exception exception) when (exception is ObjectDisposedException or ContextTerminatedException)
            {
                return true;
            }
            catch (Exception exception)
            {
                // Too many sockets, for one; the reactor has failed; or the user's ConfigureSocket, which may throw anything.
                _renewalFailure = exception;
                return false;
            }

            long received = Socket.ReceivedMessages;
            _fruitless = received == _receivedBefore ? _fruitless + 1 : 0;
            _receivedBefore = received;
            _refusals = isSoon && _fruitless > 0 ? _refusals + 1 : 0;
            _renewed.TrySetResult();
            _renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        OnRenewed();
        return true;
    }

    private void LogRefusals()
    {
        int refusals;
        lock (_renewing)
        {
            refusals = _refusals;
        }

        if (refusals >= LoggedRefusals && _refusalLog.TryLog(refusals, out _))
        {
            Logger.PairRefused(Name, refusals);
        }
    }

    private (Socket Socket, AsyncSocketMonitor Monitor) CreateSocket()
    {
        Socket socket = Socket.Context.CreateSocket(SocketType.Pair);
        try
        {
            Apply(socket, Options);
            socket.Immediate = true;
            return (socket, ConnectionTracker.StartMonitor(socket, Reactor));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await _ended.WaitAsync(Stopping).ConfigureAwait(false);
                for (int i = 0; !TryRenew(i < MaxTries ? PollEvents.In | PollEvents.Out : PollEvents.In); i++)
                {
                    LogFailure();
                    await Task.Delay(_renewalFailures == 0 ? TryInterval : FailedTryInterval, Stopping).ConfigureAwait(false);
                }

                _renewalFailures = 0;

                LogRefusals();
                await AttachAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await CloseRetiredAsync().ConfigureAwait(false);
            if (_spare is { } spare)
            {
                await spare.Monitor.DisposeAsync().ConfigureAwait(false);
                spare.Socket.Dispose();
            }
        }
    }

    private async Task CloseRetiredAsync()
    {
        while (true)
        {
            RetiredSocket retired;
            lock (_renewing)
            {
                if (_retired.Count == 0)
                {
                    return;
                }

                retired = _retired[0];
                _retired.RemoveAt(0);
            }

            await retired.CloseAsync(Reactor).ConfigureAwait(false);
        }
    }

    private async Task AttachAsync()
    {
        while (true)
        {
            // First: they are bound to the endpoints that are to be bound.
            await CloseRetiredAsync().ConfigureAwait(false);
            if (Connections.Pending is not { } next)
            {
                return;
            }

            if (!next.Binds)
            {
                await Task.Delay(PauseBeforeConnecting(), Reactor.TimeProvider, Stopping).ConfigureAwait(false);
                Volatile.Write(ref _connectedAt, Reactor.TimeProvider.GetTimestamp());
            }

            try
            {
                Socket.Configure(raw => Attach(raw, next));
            }
            catch (ZmqException exception) when (exception is not ContextTerminatedException)
            {
                // Another program may have bound the endpoint; or libzmq has not released it yet.
                Logger.EndpointNotAttached(Name, next.Endpoint, exception);
                await Task.Delay(Options.ReconnectIntervalMax, Reactor.TimeProvider, Stopping).ConfigureAwait(false);

                // Meanwhile another connection may have ended.
                _ = _ended.Release();
                return;
            }
        }
    }

    private void Attach(Socket raw, PendingEndpoint next)
    {
        if (next.Binds)
        {
            if (Connections.Pending == next)
            {
                raw.Bind(next.Endpoint);
                _ = Connections.TryAttach(next);
            }
        }
        else if (Connections.TryAttach(next) && !Connections.TryConnectByName(raw, next.Endpoint))
        {
            raw.Connect(next.Endpoint);
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "It spreads clients in time.")]
    private TimeSpan PauseBeforeConnecting()
    {
        (TimeSpan first, TimeSpan longest) = ReconnectPauses;
        return DoublingPause.After(_fruitless, first, longest > first ? longest : first) + (first * Random.Shared.NextDouble());
    }
}
