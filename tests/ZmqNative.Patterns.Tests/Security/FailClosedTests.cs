namespace ZmqNative.Patterns.Tests.Security;

/// <summary>A server that is to authenticate its peers does not start where nobody would be checked.</summary>
public sealed class FailClosedTests : SecurityTest
{
    [Test]
    public async Task A_server_without_an_authenticator_does_not_bind()
    {
        foreach (SecurityOptions security in new SecurityOptions[] { new CurveServer(ServerKeys), new PlainServer(), new NullServer() })
        {
            AuthenticatorMissingException exception = Assert.Throws<AuthenticatorMissingException>(() => _ = Serve(security))!;
            Assert.That(exception.Message, Does.Contain(AnyPort).And.Contain("Authenticator").And.Not.Contain(ServerKeys.SecretKey));
        }

        await NothingAliveBut(0);
    }

    [Test]
    public async Task Each_pattern_does_so()
    {
        SecurityOptions security = new CurveServer(ServerKeys);
        Action[] binds =
        [
            () => _ = new Publisher(AnyPort, On(new PublisherOptions { Security = security })),
            () => _ = new Subscriber($"@{AnyPort}", "x", On(new SubscriberOptions { Security = security })),
            () => _ = new RequestClient($"@{AnyPort}", On(new RequestClientOptions { Security = security })),
            () => _ = new Pusher(AnyPort, On(new PusherOptions { Security = security })),
            () => _ = new Puller($"@{AnyPort}", On(new PullerOptions { Security = security })),
            () => _ = new PairServer(AnyPort, On(new PairOptions { Security = security })),
            () => _ = new PairClient($"@{AnyPort}", On(new PairOptions { Security = security })),
            () => _ = MessageProxy.Queue(AnyPort, AnyPort, On(new MessageProxyOptions { Security = security })),
            () => _ = MessageProxy.Queue(
                AnyPort, AnyPort, On(new MessageProxyOptions { Security = CurveServer.AllowAnyClient(ServerKeys), BackendSecurity = security })),
            () => _ = AsyncSocket.Create(
                SocketType.Router, AnyPort, new AsyncSocketOptions { Context = Context, Reactor = Reactor, Security = security }),
        ];
        foreach (Action bind in binds)
        {
            Assert.That(bind, Throws.TypeOf<AuthenticatorMissingException>());
        }

        await NothingAliveBut(0);
    }

    [Test]
    public async Task A_CURVE_or_PLAIN_server_by_the_raw_options_does_not_bind_either()
    {
        foreach (Action<Socket> configure in new Action<Socket>[] { ServerKeys.ApplyAsServer, static socket => socket.PlainServer = true })
        {
            Assert.That(
                () => new Puller($"@{AnyPort}", On(new PullerOptions { ConfigureSocket = configure })),
                Throws.TypeOf<AuthenticatorMissingException>().With.Message.Contains("AllowAnyClient"));
        }

        await NothingAliveBut(0);
    }

    [Test]
    public async Task Encryption_without_authentication_is_possible_by_name()
    {
        await using ReplyServer server = Serve(CurveServer.AllowAnyClient(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo(": hello"));
    }

    [Test]
    public async Task Encryption_without_authentication_asks_no_authenticator()
    {
        await using Authenticator authenticator = Authenticate();
        await using ReplyServer server = Serve(CurveServer.AllowAnyClient(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo(": hello"));
        Assert.That(authenticator.Statistics.Refused, Is.Zero);
    }

    [Test]
    public async Task Domain_and_enforcement_are_set_together()
    {
        await using Authenticator authenticator = Authenticate();
        foreach (SecurityOptions security in new SecurityOptions[] { new CurveServer(ServerKeys, "d"), new PlainServer("d"), new NullServer("d") })
        {
            await using AsyncSocket socket = CreateSocket(SocketType.Router, new AsyncSocketOptions { Security = security });
            socket.Configure(raw => Assert.That(
                (raw.ZapDomain, raw.ZapEnforceDomain, raw.Mechanism), Is.EqualTo(("d", true, security.Mechanism))));
        }
    }

    [Test]
    public async Task The_options_outrank_those_of_the_raw_socket_and_later_changes_are_refused()
    {
        await using Authenticator authenticator = Authenticate();
        await using AsyncSocket socket = CreateSocket(
            SocketType.Router,
            new AsyncSocketOptions { Security = new CurveServer(ServerKeys), ConfigureSocket = static raw => raw.PlainServer = true });
        socket.Configure(static raw => Assert.That(raw.Mechanism, Is.EqualTo(SecurityMechanism.Curve)));
        foreach (Action<Socket> change in new Action<Socket>[]
        {
            static raw => raw.CurveServer = false,
            static raw => raw.ZapDomain = "other",
            static raw => raw.ZapEnforceDomain = false,
            static raw => raw.PlainUsername = "alice",
        })
        {
            await using AsyncSocket changed = CreateSocket(SocketType.Router, new AsyncSocketOptions { Security = new CurveServer(ServerKeys) });
            changed.Configure(change);
            Assert.That(() => changed.Bind(AnyPort), Throws.InvalidOperationException.With.Message.Contains("other code"));
        }
    }

    [Test]
    public async Task A_side_that_authenticates_must_bind()
    {
        await using Authenticator authenticator = Authenticate();
        foreach (SecurityOptions security in new SecurityOptions[] { new CurveServer(ServerKeys), new PlainServer(), new NullServer() })
        {
            await using AsyncSocket socket = CreateSocket(SocketType.Dealer, new AsyncSocketOptions { Security = security });
            Assert.That(
                () => socket.Connect("tcp://127.0.0.1:5555"), Throws.InvalidOperationException.With.Message.Contains("must bind"));
        }
    }

    [Test]
    public async Task Transports_and_sockets_without_a_handshake_are_refused()
    {
        await using AsyncSocket stream = CreateSocket(
            SocketType.Stream, new AsyncSocketOptions { Security = CurveServer.AllowAnyClient(ServerKeys) });
        Assert.That(() => stream.Bind(AnyPort), Throws.InvalidOperationException.With.Message.Contains("raw bytes"));
        await using AsyncSocket raw = CreateSocket(
            SocketType.Router,
            new AsyncSocketOptions { Security = CurveServer.AllowAnyClient(ServerKeys), ConfigureSocket = static raw => raw.RouterRaw = true });
        Assert.That(() => raw.Bind(AnyPort), Throws.InvalidOperationException.With.Message.Contains("raw bytes"));
        await using AsyncSocket sub = CreateSocket(SocketType.Sub, new AsyncSocketOptions { Security = new CurveClient(ServerKeys.PublicKey) });
        Assert.That(
            () => sub.Connect("epgm://eth0;239.192.1.1:5555"), Throws.InvalidOperationException.With.Message.Contains("no handshake"));
    }

    [Test]
    public async Task Inproc_has_no_security_and_needs_no_authenticator()
    {
        await using ReplyServer server = new(
            Inproc(), static request => request.UserId ?? "nobody", On(new ReplyServerOptions { Security = new CurveServer(ServerKeys) }));
        await using RequestClient client = Call(server, security: null);
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("nobody"));
    }
}
