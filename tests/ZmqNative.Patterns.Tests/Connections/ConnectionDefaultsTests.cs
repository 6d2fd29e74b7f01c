namespace ZmqNative.Patterns.Tests.Connections;

/// <summary>The options that patterns set on their sockets so that lost connections are noticed, and made again.</summary>
public sealed class ConnectionDefaultsTests : PatternsTest
{
    [Test]
    public async Task Keep_alive_is_on_and_heartbeats_only_with_the_corrected_libzmq()
    {
        (bool? KeepAlive, TimeSpan? Idle, TimeSpan? Heartbeat) set = default;
        await using Puller puller = new(
            $"@{AnyPort}",
            On(new PullerOptions
            {
                ConfigureSocket = socket => set = (socket.TcpKeepAlive, socket.TcpKeepAliveIdle, socket.HeartbeatInterval),
            }));

        Assert.That(set.KeepAlive, Is.True);
        Assert.That(set.Idle, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That(set.Heartbeat, Is.EqualTo(Zmq.Has("zmqnative") ? TimeSpan.FromSeconds(10) : null));
    }

    [Test]
    public async Task Heartbeats_that_are_set_are_used_with_every_libzmq_and_infinite_means_none()
    {
        TimeSpan? heartbeat = null;
        bool? keepAlive = null;
        PullerOptions options = new()
        {
            TcpKeepAlive = false,
            HeartbeatInterval = TimeSpan.FromSeconds(7),
            ConfigureSocket = socket => (heartbeat, keepAlive) = (socket.HeartbeatInterval, socket.TcpKeepAlive),
        };
        await using (new Puller($"@{AnyPort}", On(options)))
        {
            Assert.That((heartbeat, keepAlive), Is.EqualTo(((TimeSpan?)TimeSpan.FromSeconds(7), (bool?)null)));
        }

        await using (new Puller($"@{AnyPort}", On(options with { HeartbeatInterval = Timeout.InfiniteTimeSpan })))
        {
            Assert.That(heartbeat, Is.Null);
        }
    }

    [Test]
    public async Task An_absent_peer_is_tried_at_least_every_half_second()
    {
        PatternOptions defaults = new();
        // A compatible type: libzmq closes the socket in the background, so a connection may still be made.
        await using AsyncSocket unbound = Bound(SocketType.Pub, AnyPort);
        string endpoint = unbound.LastEndpoint;
        await unbound.DisposeAsync();
        await using AsyncSocket socket = CreateSocket(SocketType.Sub);
        socket.Configure(raw =>
        {
            raw.ReconnectInterval = defaults.ReconnectInterval;
            raw.ReconnectIntervalMax = defaults.ReconnectIntervalMax;
        });
        await using AsyncSocketMonitor monitor = socket.Monitor(SocketEvents.ConnectRetried);
        socket.Connect(endpoint);

        List<TimeSpan> pauses = [];
        await foreach (SocketEvent retried in monitor.ReadAllAsync(Limit))
        {
            pauses.Add(retried.RetryInterval!.Value);
            if (pauses.Count == 10)
            {
                break;
            }
        }

        Assert.That(pauses, Is.All.LessThan(TimeSpan.FromMilliseconds(450)));
        Assert.That(pauses.Distinct().Count(), Is.GreaterThan(3), "a random part");
    }
}
