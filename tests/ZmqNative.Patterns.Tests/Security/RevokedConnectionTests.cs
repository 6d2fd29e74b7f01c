namespace ZmqNative.Patterns.Tests.Security;

/// <summary>The connections of users who are not accepted any more: they end at once.</summary>
public sealed class RevokedConnectionTests : SecurityTest
{
    private static readonly Action<RevokedConnectionTests, Authenticator>[] Revocations =
    [
        static (_, authenticator) => authenticator.Revoke("alice"),
        static (test, authenticator) => authenticator.SetPolicy("global", Curve(("bob", test.OtherKeys.PublicKey))),
        static (test, authenticator) => authenticator.ReplacePolicies([], Curve(("bob", test.OtherKeys.PublicKey))),
    ];

    private CurveKeyPair OtherKeys { get; set; } = null!;

    [SetUp]
    public void OnlyWhereConnectionsEnd()
    {
        if (!PeerRevocations.EndsConnections)
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }

        OtherKeys = CurveKeyPair.Generate();
    }

    [Test]
    public async Task A_publisher_sends_nothing_more_to_a_revoked_user([Range(0, 2)] int way)
    {
        await using Authenticator authenticator = AuthenticateBoth();
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions { Security = new CurveServer(ServerKeys), LoggerFactory = Log }));
        await using Subscriber alice = Subscribe("", ClientKeys);
        await using Subscriber bob = Subscribe("news", OtherKeys);
        await publisher.WaitForPeersAsync(2, Limit);
        await publisher.WaitForSubscriberAsync(2, Limit);
        Revocations[way](this, authenticator);
        Assert.That(publisher.Statistics.RevokedConnections, Is.EqualTo(1));
        await Eventually(() => publisher.ConnectedPeers == 1, "the connection ends");
        await publisher.PublishAsync("news", "for bob");
        using ReceivedMessage received = await bob.ReceiveAsync(Limit);
        Assert.That(received.Text, Is.EqualTo("for bob"));
        await Eventually(() => authenticator.Statistics.Refused > 0, "alice tries again, and is refused");
        Assert.That(alice.Statistics.Received, Is.Zero);
        await Logged(Log.Lines, "Publisher ended 1 connection(s)");
        Assert.That(Log.Lines, Has.Some.Contains("Publisher ended 1 connection(s)").And.Contains("alice"));

        Subscriber Subscribe(string topic, CurveKeyPair keys) =>
            new(publisher.LastEndpoint, topic, On(new SubscriberOptions { Security = new CurveClient(ServerKeys.PublicKey, keys) }));
    }

    [Test]
    public async Task A_pusher_gives_the_work_to_others([Values] Delivery delivery)
    {
        await using Authenticator authenticator = AuthenticateBoth();
        await using Pusher pusher = new($"@{AnyPort}", On(new PusherOptions { Security = new CurveServer(ServerKeys), Delivery = delivery }));
        await using Puller alice = Pull(ClientKeys);
        await using Puller bob = Pull(OtherKeys);
        await pusher.WaitForPeersAsync(2, Limit);
        authenticator.Revoke("alice");
        Assert.That(pusher.Statistics.RevokedConnections, Is.EqualTo(1));
        for (int i = 0; i < 100; i++)
        {
            await pusher.PushAsync("x", Limit);
        }

        await Eventually(() => bob.Statistics.Received == 100, "bob gets all");
        Assert.That(alice.Statistics.Received, Is.Zero);

        Puller Pull(CurveKeyPair keys) => new(
            $">{pusher.LastEndpoint}",
            static _ => { },
            On(new PullerOptions { Delivery = delivery, Security = new CurveClient(ServerKeys.PublicKey, keys) }));
    }

    [Test]
    public async Task A_pair_server_serves_the_next_client()
    {
        await using Authenticator authenticator = AuthenticateBoth();
        await using PairServer server = new(
            AnyPort, static message => $"{message.UserId}: {message.Text}", On(new PairOptions { Security = new CurveServer(ServerKeys) }));
        await using PairClient alice = new(server.LastEndpoint, On(ClientOptions(ClientKeys)));
        Assert.That(await alice.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("alice: x"));
        authenticator.Revoke("alice");
        Assert.That(server.Statistics.RevokedConnections, Is.EqualTo(1));
        await using PairClient bob = new(server.LastEndpoint, On(ClientOptions(OtherKeys)));
        Assert.That(await RequestAgain(bob), Is.EqualTo("bob: x"));

        // The next native socket counts its connections from the beginning.
        authenticator.Revoke("bob");
        Assert.That(server.Statistics.RevokedConnections, Is.EqualTo(2));

        // The connection may have been made to the native socket that the pair was about to replace.
        async Task<string> RequestAgain(PairClient client)
        {
            while (true)
            {
                try
                {
                    return await client.RequestAsync("x", cancellationToken: Limit);
                }
                catch (PeerLostException) when (!Limit.IsCancellationRequested)
                {
                    await Task.Yield();
                }
            }
        }

        PairOptions ClientOptions(CurveKeyPair keys) =>
            new() { Security = new CurveClient(ServerKeys.PublicKey, keys), RequestTimeout = Generous };
    }

    [Test]
    public async Task A_reply_server_ends_the_connection_while_it_sends_a_stream()
    {
        await using Authenticator authenticator = AuthenticateBoth();
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions { Security = new CurveServer(ServerKeys) }));
        server.HandleStream(static (_, _) => Count());
        await using RequestClient alice = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await using RequestClient bob = Call(server, new CurveClient(ServerKeys.PublicKey, OtherKeys));
        await using IAsyncEnumerator<ReceivedMessage> replies = alice.RequestStreamAsync("x").GetAsyncEnumerator(Limit);
        Assert.That(await replies.MoveNextAsync(), Is.True);
        replies.Current.Dispose();
        await bob.WaitForPeersAsync(1, Limit);
        authenticator.Revoke("alice");
        Assert.That(server.Statistics.RevokedConnections, Is.EqualTo(1));
        await Eventually(() => server.ConnectedPeers == 1, "the connection ends");
        await foreach (ReceivedMessage reply in bob.RequestStreamAsync("x").WithCancellation(Limit))
        {
            reply.Dispose();
            break;
        }

        static async IAsyncEnumerable<Payload> Count()
        {
            for (int i = 0; ; i++)
            {
                await Task.Yield();
                yield return $"{i}";
            }
        }
    }

    [Test]
    public async Task A_user_whose_handshake_ends_after_the_change_is_disconnected_too([Range(0, 9)] int round)
    {
        await using Authenticator authenticator = AuthenticateBoth();
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions { Security = new CurveServer(ServerKeys) }));
        Subscriber[] alices =
        [
            .. Enumerable.Range(0, 20).Select(_ => new Subscriber(
                publisher.LastEndpoint, "news", On(new SubscriberOptions { Security = new CurveClient(ServerKeys.PublicKey, ClientKeys) }))),
        ];
        await publisher.WaitForPeersAsync(1 + round, Limit);
        authenticator.Revoke("alice");
        await Eventually(() => publisher.ConnectedPeers == 0 && authenticator.Statistics.Refused >= alices.Length, "all are disconnected");
        foreach (Subscriber alice in alices)
        {
            await alice.DisposeAsync();
        }
    }

    [Test]
    public async Task A_user_who_is_accepted_again_is_served_again()
    {
        await using Authenticator authenticator = AuthenticateBoth();
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient alice = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        Assert.That(await alice.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("alice: x"));

        // A client that has not read of its connection or of the end yet would be waited for below as if it were connected again.
        await alice.WaitForPeersAsync(1, Limit);
        authenticator.Revoke("alice");
        await Eventually(() => alice.ConnectedPeers == 0, "the connection ends");
        await Eventually(() => authenticator.Statistics.Refused > 0, "refused");
        _ = authenticator.Restore("alice");
        await WaitForPeerAsync(alice);
        Assert.That(await alice.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("alice: x"));
    }

    // A refusal from before the change may reach the client after it, and ends its wait.
    private async Task WaitForPeerAsync(RequestClient client)
    {
        while (true)
        {
            try
            {
                await client.WaitForPeersAsync(1, Limit);
                return;
            }
            catch (AuthenticationRejectedException)
            {
            }
        }
    }

    private Authenticator AuthenticateBoth() => Authenticate(Curve(("alice", ClientKeys.PublicKey), ("bob", OtherKeys.PublicKey)));
}
