namespace ZmqNative.Tests;

public sealed class EndpointTests : SocketTest
{
    [Test]
    public void Wildcard_ports_resolve()
    {
        using Socket first = Bound(SocketType.Rep, out string tcp, FreePort);
        using Socket second = Bound(SocketType.Rep, out string all, "tcp://*:*");
        using Socket third = Bound(SocketType.Rep, out string ipc, "ipc://*");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tcp, Does.Match(@"^tcp://127\.0\.0\.1:[1-9][0-9]+$"));
            Assert.That(all, Does.Match(@"^tcp://0\.0\.0\.0:[1-9][0-9]+$"));
            Assert.That(ipc, Does.Match("^ipc://.+"));
            Assert.That(first.ToString(), Is.EqualTo("REP socket at tcp://127.0.0.1:*"));
        }
    }

    [Test]
    public void The_last_endpoint_is_empty_at_first_and_follows_bind_and_connect()
    {
        using Socket socket = Create(SocketType.Dealer);
        Assert.That(socket.LastEndpoint, Is.Empty);
        string name = Inproc();
        socket.Bind(name);
        Assert.That(socket.LastEndpoint, Is.EqualTo(name));
        using Socket other = Bound(SocketType.Router, out string endpoint, FreePort);
        socket.Connect(endpoint);
        Assert.That(socket.LastEndpoint, Is.EqualTo(endpoint));
    }

    [Test]
    public void An_address_in_use_is_refused_with_the_reason()
    {
        using Socket first = Bound(SocketType.Rep, out string tcp, FreePort);
        string name = Inproc();
        first.Bind(name);
        using Socket second = Create(SocketType.Rep);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => second.Bind(tcp),
                Throws.TypeOf<AddressInUseException>().With.Property("Endpoint").EqualTo(tcp).And.Message.Contains(":*"));
            Assert.That(() => second.Bind(name), Throws.TypeOf<AddressInUseException>().With.Message.Contains("another name"));
        }
    }

    [Test]
    public void After_unbinding_the_address_is_free()
    {
        foreach (string at in new[] { FreePort, Ipc(), Inproc() })
        {
            using Socket first = Bound(SocketType.Rep, out string endpoint, at);
            first.Unbind(endpoint);
            using Socket second = Create(SocketType.Rep);
            Eventually(() => Try(() => second.Bind(endpoint)), $"{endpoint} stays in use");
        }
    }

    [Test]
    public void After_disconnecting_nothing_is_received()
    {
        using Socket pull = Create(SocketType.Pull);
        using Socket first = Bound(SocketType.Push, out string firstEndpoint, prepare: static s => s.Linger = TimeSpan.Zero);
        using Socket second = Bound(SocketType.Push, out string secondEndpoint);
        pull.Connect(firstEndpoint);
        pull.Connect(secondEndpoint);
        first.Send("1");
        Assert.That(ReceiveText(pull), Is.EqualTo("1"));
        pull.Disconnect(firstEndpoint);
        Eventually(() => !first.TrySend("lost"u8), "the connection stays");
        second.Send("2");
        Assert.That(ReceiveText(pull), Is.EqualTo("2"));
    }

    [Test]
    public void Unknown_endpoints_cannot_be_unbound_or_disconnected()
    {
        using Socket socket = Bound(SocketType.Rep, out _, FreePort);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => socket.Unbind("tcp://127.0.0.1:1"), Missing("unbind REP socket"));
            Assert.That(() => socket.Disconnect("tcp://127.0.0.1:1"), Missing("disconnect REP socket"));
            Assert.That(() => socket.Disconnect(Inproc()), Missing("disconnect REP socket"));
            Assert.That(() => socket.Unbind(Inproc()), Missing("unbind REP socket"));
        }

        static NUnit.Framework.Constraints.IResolveConstraint Missing(string operation) =>
            Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOENT").And.Property("Operation").EqualTo(operation);
    }

    [Test]
    public void One_socket_may_bind_and_connect_many_times()
    {
        using Socket router = Create(SocketType.Router);
        List<Socket> dealers = [];
        foreach (string at in new[] { FreePort, FreePort, "ipc://*", Inproc() })
        {
            router.Bind(at);
            dealers.Add(Connected(SocketType.Dealer, router.LastEndpoint));
        }

        dealers.ForEach(static dealer => dealer.Send("x"));
        dealers.ForEach(_ => Assert.That(ReceiveTexts(router), Has.Length.EqualTo(2)));
        dealers.ForEach(static dealer => dealer.Dispose());
    }

    [Test]
    public void Over_inproc_a_socket_may_connect_before_the_other_binds()
    {
        string name = Inproc();
        using Socket push = Connected(SocketType.Push, name);
        push.Send("early");
        using Socket pull = Create(SocketType.Pull);
        pull.Bind(name);
        Assert.That(ReceiveText(pull), Is.EqualTo("early"));
    }

    [Test]
    public void IPv6_works_where_the_machine_has_it()
    {
        if (!System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            Assert.Ignore("This machine has no IPv6.");
        }

        using Socket pull = Create(SocketType.Pull, static s => s.IPv6 = true);
        try
        {
            pull.Bind("tcp://[::1]:*");
        }
        catch (ZmqException exception) when (exception.ErrorName is "EADDRNOTAVAIL" or "ENODEV")
        {
            Assert.Ignore("This machine has no IPv6 loopback.");
        }

        using Socket push = Connected(SocketType.Push, pull.LastEndpoint, static s => s.IPv6 = true);
        push.Send("six");
        Assert.That(ReceiveText(pull), Is.EqualTo("six"));
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (AddressInUseException)
        {
            return false;
        }
    }
}
