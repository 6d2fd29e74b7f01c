using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Patterns.Tests.Connections;

/// <summary>The connection events of each pattern.</summary>
public sealed class ConnectionEventTests : PatternsTest
{
    private static readonly (string Name, SocketType Peer, Func<string, PatternOptions, Pattern> Make)[] All =
    [
        ("publisher", SocketType.Sub, static (endpoint, common) => new Publisher(endpoint, Common(new PublisherOptions(), common))),
        ("subscriber", SocketType.Pub, static (endpoint, common) => new Subscriber(endpoint, "t", Common(new SubscriberOptions(), common))),
        ("client", SocketType.Router, static (endpoint, common) => new RequestClient(endpoint, Common(new RequestClientOptions(), common))),
        ("server", SocketType.Dealer, static (endpoint, common) => new ReplyServer(endpoint, Common(new ReplyServerOptions(), common))),
        ("pusher", SocketType.Pull, static (endpoint, common) => new Pusher(endpoint, Common(new PusherOptions(), common))),
        ("puller", SocketType.Push, static (endpoint, common) => new Puller(endpoint, Common(new PullerOptions(), common))),
        ("pair client", SocketType.Pair, static (endpoint, common) => new PairClient(endpoint, Common(new PairOptions(), common))),
        ("pair server", SocketType.Pair, static (endpoint, common) => new PairServer(endpoint, Common(new PairOptions(), common))),
    ];

    [Test]
    public async Task Every_pattern_reports_a_peer_that_connects_and_disconnects(
        [Range(0, 7)] int pattern, [Values] bool binds)
    {
        (_, SocketType type, Func<string, PatternOptions, Pattern> make) = All[pattern];
        AsyncSocket? peer = binds ? null : Bound(type, AnyPort);
        string endpoint = peer?.LastEndpoint ?? AnyPort;
        await using Pattern tested = make((binds ? "@" : ">") + endpoint, On(new PusherOptions()));
        await using IAsyncEnumerator<ConnectionEvent> events = tested.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> next = events.MoveNextAsync();
        peer ??= Connected(type, tested.LastEndpoint);

        Assert.That(await next, Is.True);
        Assert.That((events.Current.Kind, events.Current.Endpoint), Is.EqualTo((ConnectionEventKind.Connected, endpoint)));
        Assert.That(events.Current.PeerAddress, binds ? Does.StartWith("tcp://127.0.0.1:") : Is.EqualTo(endpoint));
        string? address = events.Current.PeerAddress;
        await peer.DisposeAsync();
        Assert.That(await events.MoveNextAsync(), Is.True);
        Assert.That(
            (events.Current.Kind, events.Current.Endpoint, events.Current.PeerAddress),
            Is.EqualTo((ConnectionEventKind.Lost, endpoint, address)));

        await tested.DisposeAsync();
        while (await events.MoveNextAsync())
        {
            Assert.That(events.Current.Refusal, Is.EqualTo(ConnectionRefusal.Unreachable), "attempts to connect again");
        }

        Assert.That(() => tested.ReadConnectionEventsAsync(Limit), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task An_unreachable_endpoint_is_reported_once_and_again_after_a_connection()
    {
        Puller first = new($"@{AnyPort}", On(new PullerOptions()));
        string endpoint = first.LastEndpoint;
        await first.DisposeAsync();
        await using Pusher pusher = new($">{endpoint}", On(new PusherOptions { ReconnectInterval = TimeSpan.FromMilliseconds(5) }));
        await using IAsyncEnumerator<ConnectionEvent> events = pusher.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.Unreachable);
        Assert.That((events.Current.Endpoint, events.Current.PeerAddress), Is.EqualTo((endpoint, (string?)null)));
        Puller again = await Again(() => new Puller($"@{endpoint}", On(new PullerOptions())));
        await NextAsync(events, ConnectionEventKind.Connected);
        await again.DisposeAsync();
        await NextAsync(events, ConnectionEventKind.Lost);
        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.Unreachable);

        // A reader that begins now gets the event, too.
        await using IAsyncEnumerator<ConnectionEvent> late = pusher.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await NextAsync(late, ConnectionEventKind.Refused, ConnectionRefusal.Unreachable);
    }

    [Test]
    public async Task A_wrong_key_is_reported_on_both_sides()
    {
        CurveKeyPair right = CurveKeyPair.Generate();
        CurveKeyPair wrong = CurveKeyPair.Generate();
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions { Security = CurveServer.AllowAnyClient(right) }));
        await using IAsyncEnumerator<ConnectionEvent> accepted = server.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> refused = accepted.MoveNextAsync();
        await using RequestClient client = new(
            server.LastEndpoint,
            On(new RequestClientOptions { ConfigureSocket = socket => wrong.ApplyAsClient(socket, wrong.PublicKey) }));
        await using IAsyncEnumerator<ConnectionEvent> events = client.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);

        Assert.That(await refused, Is.True);
        Assert.That(
            (accepted.Current.Kind, accepted.Current.Refusal, accepted.Current.Endpoint),
            Is.EqualTo((ConnectionEventKind.Refused, ConnectionRefusal.Protocol, AnyPort)));
        Assert.That(accepted.Current.Detail, Does.Contain("ZmtpCryptographic"));
        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.Handshake);
        Assert.That(events.Current.Endpoint, Is.EqualTo(server.LastEndpoint));
    }

    [Test]
    public async Task A_peer_of_another_mechanism_and_one_without_ZMTP_are_reported_as_protocol_errors()
    {
        await using AsyncSocket other = CreateSocket(
            SocketType.Router, new AsyncSocketOptions { Security = CurveServer.AllowAnyClient(CurveKeyPair.Generate()) });
        other.Bind(AnyPort);
        await using RequestClient client = new(other.LastEndpoint, On(new RequestClientOptions()));
        await using IAsyncEnumerator<ConnectionEvent> events = client.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.Protocol);
        Assert.That(events.Current.Detail, Does.Contain("ZmtpMechanismMismatch"));

        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        await using IAsyncEnumerator<ConnectionEvent> strange = puller.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> refused = strange.MoveNextAsync();
        using TcpClient foreign = new(AddressFamily.InterNetwork);
        await foreign.ConnectAsync(IPAddress.Loopback, new Uri(puller.LastEndpoint).Port, Limit);
        byte[] garbage = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NONE"u8, .. new byte[64]];
        await foreign.GetStream().WriteAsync(garbage, Limit);
        Assert.That(await refused, Is.True);
        Assert.That((strange.Current.Kind, strange.Current.Refusal), Is.EqualTo((ConnectionEventKind.Refused, ConnectionRefusal.Protocol)));
        Assert.That(strange.Current.PeerAddress, Is.EqualTo($"tcp://{foreign.Client.LocalEndPoint}"));
    }

    [Test]
    public async Task A_client_that_the_authentication_refuses_is_told_of_on_both_sides()
    {
        await using AsyncSocket zap = Bound(SocketType.Router, "inproc://zeromq.zap.01");
        await using ReplyServer server = new(
            AnyPort,
            On(new ReplyServerOptions
            {
                ConfigureSocket = static socket =>
                {
                    socket.PlainServer = true;
                    socket.ZapDomain = "test";
                },
            }));
        await using IAsyncEnumerator<ConnectionEvent> accepted = server.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> refused = accepted.MoveNextAsync();
        await using RequestClient client = new(
            server.LastEndpoint,
            On(new RequestClientOptions
            {
                ConfigureSocket = static socket =>
                {
                    socket.PlainUsername = "user";
                    socket.PlainPassword = "wrong";
                },
            }));
        await using IAsyncEnumerator<ConnectionEvent> events = client.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        byte[][] question = await ReceiveBytes(zap);
        await zap.SendAsync([question[0], "", "1.0"u8, question[3], "400"u8, "no"u8, "", ""], Limit);

        Assert.That(await refused, Is.True);
        Assert.That(
            (accepted.Current.Kind, accepted.Current.Refusal, accepted.Current.Endpoint),
            Is.EqualTo((ConnectionEventKind.Refused, ConnectionRefusal.Authentication, AnyPort)));
        Assert.That(accepted.Current.Detail, Does.Contain("400"));
        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.Authentication);
        Assert.That((events.Current.Endpoint, events.Current.Detail), Is.EqualTo((server.LastEndpoint, accepted.Current.Detail)));
    }

    [Test]
    public async Task A_second_client_of_a_pair_is_refused_as_the_place_is_occupied()
    {
        await using PairServer server = new(AnyPort, On(new PairOptions()));
        await using IAsyncEnumerator<ConnectionEvent> events = server.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> next = events.MoveNextAsync();
        await using PairClient first = new(server.LastEndpoint, On(new PairOptions()));
        Assert.That(await next, Is.True);
        Assert.That(events.Current.Kind, Is.EqualTo(ConnectionEventKind.Connected));

        await using AsyncSocket second = Connected(SocketType.Pair, server.LastEndpoint);

        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.Occupied);
        Assert.That(events.Current.Endpoint, Is.EqualTo(AnyPort));
        Assert.That(server.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    public async Task Connections_that_this_side_ends_are_closed_and_a_reader_begins_with_the_present_ones()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        string endpoint = puller.LastEndpoint;
        await using Pusher pusher = new($">{endpoint}", On(new PusherOptions()));
        await pusher.WaitForPeersAsync(1, Limit);
        await puller.WaitForPeersAsync(1, Limit);
        await using IAsyncEnumerator<ConnectionEvent> outgoing = pusher.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await using IAsyncEnumerator<ConnectionEvent> incoming = puller.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await NextAsync(outgoing, ConnectionEventKind.Connected);
        await NextAsync(incoming, ConnectionEventKind.Connected);

        pusher.Disconnect(endpoint);
        await NextAsync(outgoing, ConnectionEventKind.Closed);
        await NextAsync(incoming, ConnectionEventKind.Lost);

        pusher.Connect(endpoint);
        await NextAsync(outgoing, ConnectionEventKind.Connected);
        await NextAsync(incoming, ConnectionEventKind.Connected);
        puller.Unbind(endpoint);
        await NextAsync(incoming, ConnectionEventKind.Closed);
        Assert.That(incoming.Current.Endpoint, Is.EqualTo(AnyPort));
        await NextAsync(outgoing, ConnectionEventKind.Lost);
    }

    [Test]
    public async Task A_handler_is_called_outside_of_all_locks_and_its_exceptions_are_logged()
    {
        using LogLines log = new();
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { LoggerFactory = log }));
        using SemaphoreSlim called = new(0);
        List<(ConnectionEventKind Kind, object? Sender, string? Thread)> seen = [];
        void Handle(object? sender, ConnectionEvent connectionEvent)
        {
            // Neither the connections nor the socket may be locked: this would never return.
            Thread other = new(() => _ = (puller.ConnectedPeers, puller.LastEndpoint));
            other.Start();
            Assert.That(other.Join(Generous), Is.True);
            seen.Add((connectionEvent.Kind, sender, Thread.CurrentThread.Name));
            _ = called.Release();
            throw new FormatException("a handler");
        }

        puller.ConnectionChanged += Handle;
        await using (new Pusher($">{puller.LastEndpoint}", On(new PusherOptions())))
        {
            await called.WaitAsync(Limit);
        }

        await called.WaitAsync(Limit);
        Assert.That(seen.Select(static call => call.Kind), Is.EqualTo(new[] { ConnectionEventKind.Connected, ConnectionEventKind.Lost }));
        Assert.That(seen.Select(static call => call.Sender), Is.All.SameAs(puller));
        Assert.That(seen.Select(static call => call.Thread), Has.None.Contains("reactor"));
        await Eventually(() => log.Lines.Any(static line => line.Contains("handler of the connection events")), "the first one is logged");

        puller.ConnectionChanged -= Handle;
        await using Pusher another = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await puller.WaitForPeersAsync(1, Limit);
        Assert.That(seen, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Many_exceptions_of_handlers_are_logged_in_a_few_lines_with_their_number()
    {
        const int Failures = 100;
        ManualTime time = new();
        using LogLines log = new();
        using SemaphoreSlim called = new(0);
        List<ConnectionEventQueue> queues = [];
        ConnectionEventReaders readers = new(this, "test", log, time, queues.Add, static _ => { });
        readers.Add((_, _) =>
        {
            _ = called.Release();
            throw new FormatException("a handler");
        });
        for (int i = 0; i < Failures; i++)
        {
            await FailAsync();
        }

        // The exception of the one before has been logged, or not, when the next one is handled.
        await FailAsync();
        Assert.That(log.Lines, Has.Count.EqualTo(1));
        time.Jump(TimeSpan.FromSeconds(10));
        await FailAsync();
        await FailAsync();
        await Eventually(() => log.Lines.Count == 2, "those since then are logged");

        // The last one before the time passed may have been logged after it.
        Assert.That(log.Lines.Last(), Does.Contain($"{Failures} time(s)").Or.Contain($"{Failures + 1} time(s)"));
        readers.End();

        async Task FailAsync()
        {
            queues[0].Add(new ConnectionEvent { Kind = ConnectionEventKind.Connected, Endpoint = "tcp://127.0.0.1:1" });
            await called.WaitAsync(Limit);
        }
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_a_refusal()
    {
        Names.FakeResolver resolver = new();
        await using Pusher pusher = new(">tcp://nowhere:5555", On(new PusherOptions { Resolver = resolver.ResolveAsync }));
        await using IAsyncEnumerator<ConnectionEvent> events = pusher.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await NextAsync(events, ConnectionEventKind.Refused, ConnectionRefusal.NameNotResolved);
        Assert.That((events.Current.Endpoint, events.Current.Detail), Is.EqualTo(("tcp://nowhere:5555", new SocketException((int)SocketError.HostNotFound).Message)));
    }

    [Test]
    public async Task Events_that_a_slow_reader_misses_are_counted()
    {
        int missed = 0;
        ConnectionEventQueue queue = new(() => missed++);
        for (int i = 0; i < ConnectionEventQueue.Capacity + 10; i++)
        {
            queue.Add(new ConnectionEvent { Kind = ConnectionEventKind.Connected, Endpoint = $"{i}" });
        }

        queue.Complete();
        Assert.That(missed, Is.EqualTo(10));
        Assert.That(await queue.WaitAsync(Limit), Is.True);
        ConnectionEvent first = queue.TryTake()!;
        Assert.That((first.Endpoint, first.Missed), Is.EqualTo(("10", 10L)));
        Assert.That(queue.TryTake()!.Missed, Is.Zero);
        for (int i = 2; i < ConnectionEventQueue.Capacity; i++)
        {
            Assert.That(queue.TryTake(), Is.Not.Null);
        }

        Assert.That(await queue.WaitAsync(Limit), Is.False);
    }

    [Test]
    public async Task A_handler_that_is_removed_gets_none_of_the_events_that_are_queued()
    {
        ConnectionEventQueue? queue = null;
        ConnectionEventReaders readers = new(this, "test", NullLogger.Instance, TimeProvider.System, attached => queue = attached, static _ => { });
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim removed = new();
        EventHandler<ConnectionEvent> handler = (_, _) =>
        {
            _ = called.TrySetResult();
            _ = removed.Wait(Generous);
        };
        readers.Add(handler);
        for (int i = 0; i < 3; i++)
        {
            queue!.Add(new ConnectionEvent { Kind = ConnectionEventKind.Connected, Endpoint = $"{i}" });
        }

        await called.Task.WaitAsync(Limit);
        readers.Remove(handler);
        Assert.That(queue!.TryTake(), Is.Null);
        removed.Set();
    }

    private static T Common<T>(T options, PatternOptions common)
        where T : PatternOptions => (T)((PatternOptions)options with { Context = common.Context, Reactor = common.Reactor });

    private static async Task NextAsync(
        IAsyncEnumerator<ConnectionEvent> events, ConnectionEventKind kind, ConnectionRefusal refusal = ConnectionRefusal.None)
    {
        Assert.That(await events.MoveNextAsync(), Is.True);
        Assert.That((events.Current.Kind, events.Current.Refusal), Is.EqualTo((kind, refusal)), events.Current.ToString());
    }
}
