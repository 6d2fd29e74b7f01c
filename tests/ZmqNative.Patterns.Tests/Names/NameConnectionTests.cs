using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns.Tests.Names;

/// <summary>Endpoints by the names of hosts, which the patterns resolve themselves.</summary>
public sealed class NameConnectionTests : PatternsTest
{
    private FakeResolver _resolver = null!;

    [SetUp]
    public void CreateResolver() => _resolver = new FakeResolver();

    private static int PortOf(string endpoint) => new Uri(endpoint).Port;

    [Test]
    public async Task A_name_server_that_does_not_answer_delays_no_other_connection_and_no_end()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        _resolver.Set("server", "127.0.0.1");
        Subscriber stalled = new("tcp://stalled:5555", "t", On(new SubscriberOptions { Resolver = _resolver.ResolveAsync }));
        await using RequestClient client = new(
            $"tcp://stalled:5555,tcp://server:{PortOf(server.LastEndpoint)}", On(new RequestClientOptions { Resolver = _resolver.ResolveAsync }));

        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
        client.Disconnect("tcp://stalled:5555");
        await stalled.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 1, "events of connections come after their messages");
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_reported_and_tried_again()
    {
        using LogLines log = new();
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        string endpoint = $"tcp://late:{PortOf(server.LastEndpoint)}";
        await using RequestClient client = new(
            endpoint, On(new RequestClientOptions { Resolver = _resolver.ResolveAsync, LoggerFactory = log }));
        await Eventually(() => log.Lines.Count > 0, "the warning");
        Assert.That(log.Lines.First(), Does.Contain("cannot resolve").And.Contain(endpoint));
        Assert.That(
            async () => await client.RequestAsync("x", TimeSpan.FromMilliseconds(20), Limit),
            Throws.InstanceOf<RequestTimeoutException>().With.Message.Contains("The name late could not be resolved"));

        _resolver.Set("late", "127.0.0.1");

        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
        Assert.That(client.LastEndpoint, Is.EqualTo(endpoint));
    }

    [Test]
    public async Task A_name_is_tried_again_after_an_exception_whose_text_throws()
    {
        int calls = 0;
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        RequestClientOptions options = new()
        {
            Resolver = (_, _) => Interlocked.Increment(ref calls) == 1 ? throw new UnreadableException() : Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        };
        await using RequestClient client = new($"tcp://server:{PortOf(server.LastEndpoint)}", On(options));

        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_connection_is_ended_by_the_name_that_it_was_made_with()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        _resolver.Set("server", "127.0.0.1");
        _resolver.Set("alias", "127.0.0.1");
        int port = PortOf(puller.LastEndpoint);
        await using Pusher pusher = new($">tcp://server:{port}", On(new PusherOptions { Resolver = _resolver.ResolveAsync }));
        ConcurrentQueue<ConnectionEventKind> changes = [];
        pusher.ConnectionChanged += (_, change) => changes.Enqueue(change.Kind);
        await pusher.WaitForPeersAsync(1, Limit);
        await puller.WaitForPeersAsync(1, Limit);

        pusher.Disconnect($"tcp://server:{port}");
        Assert.That(pusher.ConnectedPeers, Is.Zero);
        await Eventually(() => puller.ConnectedPeers == 0, "the end at the other side");
        Assert.That(() => pusher.Disconnect($"tcp://server:{port}"), Throws.InstanceOf<ZmqException>());

        // Not resolved yet.
        pusher.Connect("tcp://stalled:5555");
        pusher.Disconnect("tcp://stalled:5555");

        // libzmq ends all sessions to one address at once.
        pusher.Connect($"tcp://server:{port}");
        pusher.Connect($"tcp://alias:{port}");
        pusher.Connect(puller.LastEndpoint);
        await puller.WaitForPeersAsync(3, Limit);
        await pusher.WaitForPeersAsync(3, Limit);
        await Eventually(() => changes.Count(static kind => kind == ConnectionEventKind.Connected) == 4, "the events of all connections");
        Assert.That(
            changes.Where(static kind => kind is ConnectionEventKind.Closed or ConnectionEventKind.Lost),
            Is.EqualTo(new[] { ConnectionEventKind.Closed }),
            "one was ended, and it was none of these");
        pusher.Disconnect($"tcp://alias:{port}");
        await Eventually(() => puller.ConnectedPeers == 2, "two are left");
        pusher.Disconnect(puller.LastEndpoint);
        await Eventually(() => puller.ConnectedPeers == 1, "one is left");
        await Eventually(() => pusher.ConnectedPeers == 1, "and is seen");
        await pusher.PushAsync("hello", Limit);
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("hello"));
    }

    [Test]
    public async Task All_sessions_of_an_address_are_made_again_when_one_of_them_was_ended()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        _resolver.Set("server", "127.0.0.1");
        _resolver.Set("alias", "127.0.0.1");
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using Pusher pusher = new(
            $">tcp://server:{port},>tcp://alias:{port},>tcp://127.0.0.1:{port}", On(new PusherOptions { Resolver = _resolver.ResolveAsync }));
        using TcpClient first = await listener.AcceptTcpClientAsync(Limit);
        using TcpClient second = await listener.AcceptTcpClientAsync(Limit);
        using TcpClient third = await listener.AcceptTcpClientAsync(Limit);

        // No greeting of ZMTP: libzmq ends that session permanently. This library disconnects the address, with all its sessions.
        byte[] garbage = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NONE"u8, .. new byte[64]];
        await first.GetStream().WriteAsync(garbage, Limit);

        using TcpClient firstAgain = await listener.AcceptTcpClientAsync(Limit);
        using TcpClient secondAgain = await listener.AcceptTcpClientAsync(Limit);
        using TcpClient thirdAgain = await listener.AcceptTcpClientAsync(Limit);
        await Eventually(() => pusher.Statistics.Reconnects > 0, "it is counted when it is made");
        Assert.That(pusher.Statistics.Reconnects, Is.EqualTo(1));
    }

    [Test]
    [Platform(Include = "Linux", Reason = "Elsewhere 127.0.0.2 is no address of the machine.")]
    public async Task All_addresses_of_a_name_are_tried_and_a_name_that_moves_is_followed()
    {
        ReplyServer first = new("tcp://127.0.0.2:*", static _ => "first", On(new ReplyServerOptions()));
        int port = PortOf(first.LastEndpoint);
        _resolver.Set("server", "127.0.0.1", "127.0.0.2");
        await using RequestClient client = new($"tcp://server:{port}", On(new RequestClientOptions { Resolver = _resolver.ResolveAsync }));
        Assert.That(await client.RequestAsync("x", Generous, Limit), Is.EqualTo("first"));
        await client.WaitForPeersAsync(1, Limit);

        // The address stays the same while it is among the answers: libzmq connects to it again.
        await first.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 0, "the loss");
        await using ReplyServer second = new($"tcp://127.0.0.3:{port}", static _ => "second", On(new ReplyServerOptions()));
        _resolver.Set("server", "127.0.0.3");

        Assert.That(await client.RequestAsync("x", Generous, Limit), Is.EqualTo("second"));
        await Eventually(() => client.ConnectedPeers == 1, "the second is counted");
    }

    [Test]
    public async Task A_server_that_is_started_again_is_connected_again_under_its_name()
    {
        Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        string endpoint = puller.LastEndpoint;
        _resolver.Set("server", "127.0.0.1");
        await using Pusher pusher = new($">tcp://server:{PortOf(endpoint)}", On(new PusherOptions { Resolver = _resolver.ResolveAsync }));
        await pusher.WaitForPeersAsync(1, Limit);
        int asked = _resolver.Asked;
        await puller.DisposeAsync();
        await Eventually(() => pusher.ConnectedPeers == 0, "the loss");
        await Eventually(() => _resolver.Asked > asked, "the name is looked up again, as there is no connection");

        // Work that is accepted now is queued for the same address.
        await pusher.PushAsync("kept", Limit);
        await using Puller again = await Again(() => new Puller($"@{endpoint}", On(new PullerOptions())));
        using ReceivedMessage work = await again.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("kept"));
        await pusher.WaitForPeersAsync(1, Limit);
        Assert.That(pusher.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    public async Task A_pair_resolves_the_name_for_each_of_its_native_sockets()
    {
        PairServer first = new(AnyPort, static work => "first " + work.Text, On(new PairOptions()));
        string endpoint = first.LastEndpoint;
        _resolver.Set("server", "127.0.0.1");
        await using PairClient client = new($"tcp://server:{PortOf(endpoint)}", On(new PairOptions { Resolver = _resolver.ResolveAsync }));
        Assert.That(await client.RequestAsync("x", Generous, Limit), Is.EqualTo("first x"));
        await first.DisposeAsync();

        await using PairServer second = await Again(() => new PairServer(endpoint, static work => "second " + work.Text, On(new PairOptions())));
        string answer = string.Empty;
        while (answer.Length == 0)
        {
            try
            {
                answer = await client.RequestAsync("y", Generous, Limit);
            }
            catch (PeerLostException)
            {
                Limit.ThrowIfCancellationRequested();
            }
        }

        Assert.That((answer, _resolver.Asked > 1), Is.EqualTo(("second y", true)));
    }

    [Test]
    public async Task Source_addresses_and_IPv6_addresses_are_kept()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        int port = PortOf(server.LastEndpoint);
        _resolver.Set("server", "127.0.0.1");
        await using RequestClient source = new(
            $"tcp://127.0.0.1:0;server:{port}", On(new RequestClientOptions { Resolver = _resolver.ResolveAsync }));
        Assert.That(await source.RequestAsync("a", Generous, Limit), Is.EqualTo("a"));
        await source.WaitForPeersAsync(1, Limit);

        await using RequestClient six = new(
            $"tcp://server:{port}",
            On(new RequestClientOptions { Resolver = _resolver.ResolveAsync, ConfigureSocket = static socket => socket.IPv6 = true }));
        Assert.That(await six.RequestAsync("b", Generous, Limit), Is.EqualTo("b"));
        await six.WaitForPeersAsync(1, Limit);
    }

    [Test]
    public async Task Messages_are_sent_when_the_name_resolves_within_the_drain_time()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        Pusher pusher = new(
            $">tcp://late:{PortOf(puller.LastEndpoint)}",
            On(new PusherOptions { Resolver = _resolver.ResolveAsync, DrainTimeout = Generous, Linger = Generous }));
        Task push = pusher.PushAsync("late", Limit).AsTask();
        Task end = pusher.DisposeAsync().AsTask();
        await Eventually(() => _resolver.Asked > 1, "the name is looked up again");

        _resolver.Set("late", "127.0.0.1");

        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        await push;
        await end.WaitAsync(Limit);
        Assert.That((work.Text, pusher.Statistics.Lost), Is.EqualTo(("late", 0L)));
    }

    [Test]
    public async Task Names_are_left_to_libzmq_without_the_option()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient client = new(
            $"tcp://localhost:{PortOf(server.LastEndpoint)}",
            On(new RequestClientOptions { Resolver = _resolver.ResolveAsync, ResolveNames = false }));
        Assert.That(await client.RequestAsync("a", Generous, Limit), Is.EqualTo("a"));
        Assert.That(_resolver.Asked, Is.Zero);
    }

    [Test]
    public async Task The_system_resolves_localhost()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient client = new($"tcp://localhost:{PortOf(server.LastEndpoint)}", On(new RequestClientOptions()));
        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
    }
}
