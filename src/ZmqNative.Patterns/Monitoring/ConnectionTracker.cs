using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>Counts the connections of a pattern's socket from its monitor events.</summary>
internal sealed class ConnectionTracker : IAsyncDisposable
{
    /// <summary>What the tracker needs to be told.</summary>
    public const SocketEvents Events =
        SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected | Failures;

    private const SocketEvents Failures =
        SocketEvents.HandshakeFailedNoDetail | SocketEvents.HandshakeFailedProtocol | SocketEvents.HandshakeFailedAuthentication;

    private readonly AsyncSocketMonitor _monitor;
    private readonly string _pattern;
    private readonly ILogger _logger;
    private readonly Action _onDisconnected;
    private readonly Task _loop;

    // Guards the counts, in all and per endpoint, and the list of those who wait for one.
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly Dictionary<string, Connections> _byEndpoint = [];
    private bool _ended;

    public ConnectionTracker(AsyncSocketMonitor monitor, string pattern, ILogger logger, Action onDisconnected)
    {
        _onDisconnected = onDisconnected;
        _monitor = monitor;
        _pattern = pattern;
        _logger = logger;
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>How many connections have completed their handshake and are not broken.</summary>
    public int Connected { get; private set; }

    /// <summary>What is known about the connections, for exceptions.</summary>
    public ConnectionHistory History { get; } = new();

    /// <summary>Completes when there are <paramref name="count"/> connections.</summary>
    public Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(Pattern));
            if (Connected >= count)
            {
                return Task.CompletedTask;
            }

            _waiting.Add((count, reached));
        }

        return WaitAsync(reached, cancellationToken);
    }

    /// <summary>Counts an endpoint's connections from now on, after <see cref="Forget"/>.</summary>
    public void Expect(string endpoint)
    {
        lock (_gate)
        {
            if (_byEndpoint.TryGetValue(endpoint, out Connections? connections))
            {
                connections.Forgotten = false;
            }
        }
    }

    /// <summary>Takes out the connections of an endpoint that this side has ended: libzmq reports none of that.</summary>
    public void Forget(string endpoint)
    {
        lock (_gate)
        {
            Connections connections = GetInsideLock(endpoint);
            Connected -= connections.Connected;
            connections.Connected = 0;
            connections.FailedHandshakes = 0;

            // An event of before may still be on its way.
            connections.Forgotten = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    // A wait that was cancelled must not stay in the list: callers may wait with a time-out again and again.
    private async Task WaitAsync(TaskCompletionSource reached, CancellationToken cancellationToken)
    {
        try
        {
            await reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                _ = _waiting.RemoveAll(waiting => waiting.Reached == reached);
            }

            throw;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (SocketEvent socketEvent in _monitor.ReadAllAsync().ConfigureAwait(false))
            {
                History.Record(socketEvent);
                _logger.ConnectionChanged(_pattern, socketEvent.Kind, socketEvent.Endpoint);
                if (Count(socketEvent.Kind, socketEvent.Endpoint))
                {
                    _onDisconnected();
                }
            }
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The context or the reactor ended before the pattern.
        }

        lock (_gate)
        {
            _ended = true;
            Connected = 0;
            foreach ((_, TaskCompletionSource reached) in _waiting)
            {
                reached.TrySetException(new ObjectDisposedException(_pattern));
            }

            _waiting.Clear();
        }
    }

    // libzmq does not say whose handshake it was. But a failed one is always followed by its disconnection, so the two
    // cancel out, and every other disconnection is of a connection that was counted. True for one of those.
    private bool Count(SocketEvents kind, string endpoint)
    {
        lock (_gate)
        {
            Connections connections = GetInsideLock(endpoint);
            if (connections.Forgotten)
            {
                return false;
            }

            if (kind == SocketEvents.HandshakeSucceeded)
            {
                connections.Connected++;
                Connected++;
                _waiting.RemoveAll(waiting => waiting.Count <= Connected && waiting.Reached.TrySetResult());
            }
            else if ((kind & Failures) != 0)
            {
                connections.FailedHandshakes++;
            }
            else if (connections.FailedHandshakes > 0)
            {
                connections.FailedHandshakes--;
            }
            else if (connections.Connected > 0)
            {
                connections.Connected--;
                Connected--;
                return true;
            }

            return false;
        }
    }

    private Connections GetInsideLock(string endpoint)
    {
        if (!_byEndpoint.TryGetValue(endpoint, out Connections? connections))
        {
            connections = new Connections();
            _byEndpoint.Add(endpoint, connections);
        }

        return connections;
    }

    private sealed class Connections
    {
        public int Connected { get; set; }

        public int FailedHandshakes { get; set; }

        public bool Forgotten { get; set; }
    }
}
