namespace ZmqNative.Patterns.Tests.Security;

/// <summary>A client that is refused learns of it at once, and not by a time-out.</summary>
public sealed class RejectionTests : SecurityTest
{
    [Test]
    public async Task A_request_fails_with_the_status_if_the_key_is_refused()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey));
        AuthenticationRejectedException exception = await RefusedAsync(client);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception.Status, Is.EqualTo(400));
            Assert.That(exception.Refusal, Is.EqualTo(ConnectionRefusal.Authentication));
            Assert.That(exception.Endpoint, Is.EqualTo(server.LastEndpoint));
            Assert.That(exception.Message, Does.Contain(server.LastEndpoint).And.Contain("400"));
        }
    }

    [Test]
    public async Task A_request_after_a_change_of_the_policy_succeeds_on_the_same_client()
    {
        await using Authenticator authenticator = Authenticate(Curve());
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => client.RequestAsync("hello", cancellationToken: Limit).AsTask());
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => client.RequestAsync("hello", cancellationToken: Limit).AsTask());
        authenticator.SetPolicy(SecurityOptions.DefaultDomain, Curve(("alice", ClientKeys.PublicKey)));
        while (true)
        {
            try
            {
                Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("alice: hello"));
                return;
            }
            catch (AuthenticationRejectedException)
            {
                // The attempt had begun before the change.
            }
        }
    }

    [Test]
    public async Task A_check_that_failed_is_reported_with_status_500_and_a_wrong_password_with_400()
    {
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Plain = AuthenticationCheck.Call(static (request, _) => request.Username == "alice"
                ? throw new InvalidDataException("broken")
                : new(AuthenticationResult.Refuse("no"))),
        });
        await using ReplyServer server = Serve(new PlainServer());
        await using RequestClient alice = Call(server, new PlainClient("alice", "x"));
        await using RequestClient bob = Call(server, new PlainClient("bob", "x"));
        Assert.That((await RefusedAsync(alice)).Status, Is.EqualTo(500));
        Assert.That((await RefusedAsync(bob)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Another_mechanism_is_reported_as_such()
    {
        await using Authenticator authenticator = Authenticate();
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, security: null);
        AuthenticationRejectedException exception = await RefusedAsync(client);
        Assert.That((exception.Status, exception.Refusal), Is.EqualTo(((int?)null, ConnectionRefusal.Protocol)));
        Assert.That(exception.Message, Does.Contain("same mechanism"));
    }

    [Test]
    public async Task An_address_that_is_refused_is_reported_to_a_client_without_security()
    {
        await using Authenticator authenticator = Authenticate(
            new AuthenticationPolicy { Null = AuthenticationCheck.Anyone, Addresses = AddressRules.Deny("127.0.0.1") });
        await using ReplyServer server = Serve(new NullServer());
        await using RequestClient client = Call(server, security: null);
        Assert.That((await RefusedAsync(client)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Waiting_for_a_peer_and_sends_of_a_pair_and_a_pusher_fail_too()
    {
        await using Authenticator authenticator = Authenticate(Curve());
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey));
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => client.WaitForPeersAsync(1, Limit).AsTask());

        await using PairServer pair = new(AnyPort, On(new PairOptions { Security = new CurveServer(ServerKeys) }));
        await using PairClient pairClient = new(
            pair.LastEndpoint, On(new PairOptions { Security = new CurveClient(ServerKeys.PublicKey), RequestTimeout = Generous }));
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => pairClient.RequestAsync("hello", cancellationToken: Limit).AsTask());

        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { Security = new CurveServer(ServerKeys) }));
        await using Pusher pusher = new(
            $">{puller.LastEndpoint}",
            On(new PusherOptions { Security = new CurveClient(ServerKeys.PublicKey), ConfigureSocket = static socket => socket.Immediate = true }));
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => pusher.PushAsync("x", Limit).AsTask());
    }

    [Test]
    public async Task The_end_of_a_pusher_that_is_refused_counts_what_was_accepted_as_lost()
    {
        await using Authenticator authenticator = Authenticate(Curve());
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { Security = new CurveServer(ServerKeys) }));
        Pusher pusher = new(
            $">{puller.LastEndpoint}",
            On(new PusherOptions { Security = new CurveClient(ServerKeys.PublicKey), Linger = TimeSpan.FromSeconds(2) }));
        while (pusher.Statistics.Sent == 0)
        {
            try
            {
                await pusher.PushAsync("x", Limit);
            }
            catch (AuthenticationRejectedException)
            {
                // Between two attempts to connect libzmq has no queue for it.
            }
        }

        await pusher.DisposeAsync();

        Assert.That(pusher.Statistics.Lost, Is.EqualTo(1));
    }

    [Test]
    public async Task With_another_server_that_accepts_nothing_fails()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        authenticator.SetPolicy("closed", AuthenticationPolicy.RefuseAll);
        await using ReplyServer closed = Serve(new CurveServer(ServerKeys, "closed"));
        await using ReplyServer server = Serve(new CurveServer(ServerKeys));
        await using RequestClient client = new(
            $"{closed.LastEndpoint},{server.LastEndpoint}",
            On(new RequestClientOptions { Security = new CurveClient(ServerKeys.PublicKey, ClientKeys), RequestTimeout = Generous }));
        Assert.That(await client.RequestAsync("hello", cancellationToken: Limit), Is.EqualTo("alice: hello"));
    }

    private async Task<AuthenticationRejectedException> RefusedAsync(RequestClient client) =>
        (await Assert.ThrowsAsync<AuthenticationRejectedException>(() => client.RequestAsync("hello", cancellationToken: Limit).AsTask()))!;
}
