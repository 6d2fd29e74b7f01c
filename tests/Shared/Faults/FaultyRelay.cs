using System.Net;
using System.Net.Sockets;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative.Tests.Faults;

/// <summary>
/// A TCP relay on the loopback interface between the ends of a test: it delays, splits, corrupts, pauses and ends connections, deterministically from a seed.
/// </summary>
/// <remarks>
/// The end that connects is given <see cref="Endpoint"/>. Each connection to it is passed on to <see cref="Target"/>, which may change, as
/// a server does that starts again at another port.
/// </remarks>
internal sealed class FaultyRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly int _seed;

    // Guards the fields below, against the loop that accepts, connections that end, and the test.
    private readonly Lock _gate = new();
    private readonly List<RelayConnection> _connections = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Reached)> _waits = [];
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;
    private bool _refuses;

    private readonly Task _loop;
    private long _passed;
    private long _corrupted;

    private FaultyRelay(string target, int seed)
    {
        Target = target;
        _seed = seed;
        _open.SetResult();
        _listener.Start();
        Endpoint = $"tcp://{_listener.LocalEndpoint}";
        _loop = AcceptAsync();
    }

    /// <summary>The endpoint to connect to.</summary>
    public string Endpoint { get; }

    /// <summary>The endpoint that new connections are passed on to, such as <c>tcp://127.0.0.1:5555</c>.</summary>
    public string Target { get; set; }

    /// <summary>The faults of new connections.</summary>
    public RelayFaults Faults { get; set; } = RelayFaults.None;

    /// <summary>The number of bytes that were passed on, in both directions.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    /// <summary>The number of bytes that were changed.</summary>
    public long Corrupted => Interlocked.Read(ref _corrupted);

    /// <summary>The number of connections that were accepted.</summary>
    public int Accepted
    {
        get
        {
            lock (_gate)
            {
                return _accepted;
            }
        }
    }

    /// <summary>The number of connections now.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Starts a relay to an endpoint.</summary>
    public static FaultyRelay To(string target, int seed = 1) => new(target, seed);

    /// <summary>Passes nothing on from now on, and keeps all connections open: as a network that drops everything.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Passes everything on again, in order: also what has arrived meanwhile.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _open.TrySetResult();
        }
    }

    /// <summary>Ends all connections with a reset (RST): what the ends had sent and not received is lost.</summary>
    public void Reset() => EndAll(static connection => connection.Reset());

    /// <summary>Ends all connections in order (FIN), when what was read is passed on.</summary>
    public void Close() => EndAll(static connection => connection.Close());

    /// <summary>Resets all connections, and new ones as soon as they are accepted, until <see cref="Allow"/>.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _refuses = true;
        }

        Reset();
    }

    /// <summary>Accepts connections again.</summary>
    public void Allow()
    {
        lock (_gate)
        {
            _refuses = false;
        }
    }

    /// <summary>Waits until so many connections have been accepted since the beginning.</summary>
    public Task WaitForAcceptedAsync(int count, CancellationToken cancellationToken) => WaitAsync(() => _accepted >= count, cancellationToken);

    /// <summary>Waits until the number of connections is <paramref name="count"/>.</summary>
    public Task WaitForConnectionsAsync(int count, CancellationToken cancellationToken) =>
        WaitAsync(() => _connections.Count == count, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();

        // First: it may have accepted another connection, which has to be reset, too.
        await _loop;
        Resume();
        Reset();
        await WaitForConnectionsAsync(0, CancellationToken.None);
        _ended.Dispose();
        _listener.Dispose();
    }

    /// <summary>Completes while the relay is not paused.</summary>
    internal Task WhenOpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _open.Task.WaitAsync(cancellationToken);
        }
    }

    internal void CountPassed(int bytes) => Interlocked.Add(ref _passed, bytes);

    internal void CountCorrupted() => Interlocked.Increment(ref _corrupted);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                NetSocket accepted = await _listener.AcceptSocketAsync(_ended.Token);
                accepted.NoDelay = true;
                Begin(accepted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The relay has ended: the listener is stopped or disposed.
        }
    }

    private void Begin(NetSocket accepted)
    {
        lock (_gate)
        {
            if (_refuses)
            {
                RelayConnection.Reset(accepted);
                return;
            }

            RelayConnection connection = new(accepted, this, Faults, unchecked((_seed * 7919) + _accepted++));
            _connections.Add(connection);
            ReleaseInsideLock();
            _ = RunAsync(connection);
        }
    }

    private async Task RunAsync(RelayConnection connection)
    {
        // Outside the lock in which it was accepted.
        await Task.Yield();
        await connection.RunAsync(Target);
        lock (_gate)
        {
            _ = _connections.Remove(connection);
            ReleaseInsideLock();
        }

        connection.Dispose();
    }

    private void EndAll(Action<RelayConnection> end)
    {
        RelayConnection[] connections;
        lock (_gate)
        {
            connections = [.. _connections];
        }

        foreach (RelayConnection connection in connections)
        {
            try
            {
                end(connection);
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
            }
        }
    }

    private Task WaitAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (condition())
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((condition, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void ReleaseInsideLock() => _waits.RemoveAll(static wait => wait.Condition() && wait.Reached.TrySetResult());
}
