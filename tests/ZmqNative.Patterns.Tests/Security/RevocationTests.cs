namespace ZmqNative.Patterns.Tests.Security;

/// <summary>Messages of connected peers whose users are not accepted any more, where their connections exist on.</summary>
public sealed class RevocationTests : SecurityTest
{
    private const int RevokedMessages = 55;

    private static readonly Func<RevocationTests, Authenticator, Action>[] Revocations =
    [
        static (_, authenticator) => () => authenticator.Revoke("alice"),
        static (test, authenticator) => () => authenticator.SetPolicy("global", Curve(("bob", test.ClientKeys.PublicKey))),
        static (_, authenticator) => () => authenticator.SetPolicy("global", AuthenticationPolicy.RefuseAll),
        static (test, authenticator) => () => authenticator.SetPolicy(
            "global", Curve(("alice", test.ClientKeys.PublicKey)) with { Addresses = AddressRules.Deny("127.0.0.1") }),
    ];

    [Test]
    public async Task Messages_of_a_revoked_user_are_dropped_and_counted_at_once([Range(0, 3)] int way)
    {
        CurveKeyPair other = CurveKeyPair.Generate();
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey), ("carol", other.PublicKey)));
        authenticator.SetPolicy("other", Curve(("carol", other.PublicKey)));
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { Security = new CurveServer(ServerKeys) }));
        KeepConnections(puller);
        await using Pusher alice = Push(puller, ClientKeys);
        await alice.PushAsync("before");
        using (ReceivedMessage before = await puller.ReceiveAsync(Limit))
        {
            Assert.That(before.UserId, Is.EqualTo("alice"));
        }

        ValueTask<ReceivedMessage> next = puller.ReceiveAsync(Limit);
        Revocations[way](this, authenticator)();
        await alice.PushAsync("dropped");
        await Eventually(() => puller.Statistics.DroppedRevoked == 1, "dropped");
        Assert.That(next.IsCompleted, Is.False);
        await Eventually(() => puller.ConnectedPeers == 1, "the connection exists on");

        // The policy as it was.
        _ = authenticator.Restore("alice");
        _ = authenticator.RemovePolicy("global");
        await alice.PushAsync("after");
        using ReceivedMessage after = await next;
        Assert.That((after.Text, after.UserId), Is.EqualTo(("after", "alice")));
    }

    [Test]
    public async Task A_changed_password_revokes_the_connections_with_the_old_one()
    {
        PlainUsers users = new(("alice", "old"), ("bob", "same"));
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy { Plain = users });
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { Security = new PlainServer() }));
        KeepConnections(puller);
        await using Pusher alice = new($">{puller.LastEndpoint}", On(new PusherOptions { Security = new PlainClient("alice", "old") }));
        await using Pusher bob = new($">{puller.LastEndpoint}", On(new PusherOptions { Security = new PlainClient("bob", "same") }));
        await puller.WaitForPeersAsync(2, Limit);
        ValueTask<ReceivedMessage> next = puller.ReceiveAsync(Limit);
        authenticator.ReplacePolicies([], new AuthenticationPolicy { Plain = users.With("alice", "new") });
        await alice.PushAsync("dropped");
        await Eventually(() => puller.Statistics.DroppedRevoked == 1, "dropped");
        await bob.PushAsync("kept");
        using ReceivedMessage kept = await next;
        Assert.That((kept.Text, kept.UserId), Is.EqualTo(("kept", "bob")));
    }

    [Test]
    public async Task Acknowledgements_of_a_revoked_user_are_dropped_and_another_puller_gets_the_message()
    {
        CurveKeyPair other = CurveKeyPair.Generate();
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey), ("bob", other.PublicKey)));
        bool? isPulledOn = null;
        Pusher? logging = null;
        await using Pusher pusher = new($"@{AnyPort}", On(new PusherOptions
        {
            Delivery = Delivery.Acknowledged,
            Security = new CurveServer(ServerKeys),

            // At the moment of the count nothing is pushed to the user any more.
            LoggerFactory = new CallingLogger(id => isPulledOn = id == RevokedMessages ? logging!.TryPush("y"u8) : isPulledOn),
        }));
        logging = pusher;
        KeepConnections(pusher);
        await using Puller alice = Pull(ClientKeys);
        await pusher.PushAsync("before", Limit);
        authenticator.Revoke("alice");
        Task pushed = pusher.PushAsync("x", Limit).AsTask();
        await Eventually(() => pusher.Statistics.DroppedRevoked > 0, "the acknowledgement is dropped");
        Assert.That((pushed.IsCompleted, pusher.TryPush("y"u8)), Is.EqualTo((false, false)), "no puller is left");
        await Eventually(() => pusher.ConnectedPeers == 1, "the connection exists on");

        await using Puller bob = Pull(other);
        await pushed;
        Assert.That((isPulledOn, bob.Statistics.Received, pusher.Statistics.Redelivered), Is.EqualTo(((bool?)false, 1, 1)));

        Puller Pull(CurveKeyPair keys) => new(
            $">{pusher.LastEndpoint}",
            static _ => { },
            On(new PullerOptions { Delivery = Delivery.Acknowledged, Security = new CurveClient(ServerKeys.PublicKey, keys) }));
    }

    [Test]
    public async Task A_revoked_user_cannot_connect_although_a_function_accepts_it()
    {
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Curve = AuthenticationCheck.Call(static (_, _) => new(AuthenticationResult.Accept("alice"))),
        });
        authenticator.Revoke("alice");
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => client.RequestAsync("x", cancellationToken: Limit).AsTask());
        Assert.That((authenticator.Statistics.Accepted, authenticator.Statistics.Refused), Is.Not.EqualTo((0, 0)).And.Not.EqualTo((1, 0)));
    }

    [Test]
    public async Task Requests_of_a_revoked_user_are_dropped_and_a_proxy_drops_them_too()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await using MessageProxy proxy = MessageProxy.Streamer(
            AnyPort, AnyPort, On(new MessageProxyOptions { Security = new CurveServer(ServerKeys), BackendSecurity = CurveServer.AllowAnyClient(ServerKeys) }));
        KeepConnections(server);
        KeepConnections(proxy);
        await using Pusher pusher = Push(proxy, ClientKeys);
        Assert.That(await client.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("alice: x"));
        await proxy.WaitForPeersAsync(1, Limit);
        authenticator.Revoke("alice");
        ValueTask<string> dropped = client.RequestAsync("x", TimeSpan.FromMilliseconds(100), Limit);
        await pusher.PushAsync("x");
        await Assert.ThrowsAsync<RequestTimeoutException>(() => dropped.AsTask());
        await Eventually(() => server.Statistics.DroppedRevoked == 1 && proxy.Statistics.DroppedRevoked == 1, "dropped");
        Assert.That(proxy.Passed.ForwardMessages, Is.Zero);
    }

    // As with another libzmq, and in the moment before a connection ends. The pattern itself must know it: it looks at a new connection when the event of that comes, which may be after the revocation.
    private static void KeepConnections(Pattern pattern) => pattern.KeepsRevokedConnections = true;

    private Pusher Push(Pattern to, CurveKeyPair keys) =>
        new($">{to.LastEndpoint}", On(new PusherOptions { Security = new CurveClient(ServerKeys.PublicKey, keys) }));
}
