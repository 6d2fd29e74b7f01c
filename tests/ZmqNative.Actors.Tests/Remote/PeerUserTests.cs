using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>The users of peers at actors, and which actors they may reach.</summary>
public sealed class PeerUserTests : RemoteTest
{
    private Authenticator _authenticator = null!;
    private CurveKeyPair _server = null!;
    private CurveKeyPair _alice = null!;
    private CurveKeyPair _bob = null!;

    [SetUp]
    public void StartAuthenticator()
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        (_server, _alice, _bob) = (CurveKeyPair.Generate(), CurveKeyPair.Generate(), CurveKeyPair.Generate());
        _authenticator = new Authenticator(new AuthenticationPolicy
        {
            Curve = new CurveUsers(("bob", _bob.PublicKey)).With("alice", _alice.PublicKey, [new("role", "admin")]),
        }, new AuthenticatorOptions { Context = Context });
    }

    [TearDown]
    public async Task EndAuthenticator() => await _authenticator.DisposeAsync();

    [Test]
    public async Task The_user_reaches_the_handling_of_each_kind_of_message()
    {
        Broker broker = Listen(Secured());
        ConcurrentQueue<string> told = new();
        _ = broker.Spawn("who", (message, context) =>
        {
            told.Enqueue($"{context.User?.Identity?.Name} {context.User?.IsInRole("admin")}");
            context.Reply(context.User?.Identity?.Name ?? "nobody");
            return default;
        });
        await using BrokerClient alice = ConnectAs(broker, _alice);
        await using BrokerClient bob = ConnectAs(broker, _bob);
        Assert.That(await alice.Actor("who").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("alice"));
        Assert.That(await bob.Actor("who").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("bob"));
        await alice.Actor("who").TellAsync("x", Limit);
        Assert.That(await alice.Actor("who").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("alice"));
        Assert.That(await broker.Actor("who").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("nobody"), "after a message with a user");
        Assert.That(told, Is.EqualTo(new[] { "alice True", "bob False", "alice True", "alice True", " " }));
    }

    [Test]
    public async Task The_user_is_kept_by_forwarding_and_stashing()
    {
        Broker broker = Listen(Secured());
        _ = broker.Spawn("who", (message, context) =>
        {
            context.Reply(context.User?.Identity?.Name ?? "nobody");
            return default;
        });
        _ = broker.Spawn("gate", (message, context) => context.ForwardAsync(broker.Actor("who")));
        bool open = false;
        _ = broker.Spawn("stash", (message, context) =>
        {
            if (!open && message is "wait")
            {
                context.Stash();
                return default;
            }

            open = true;
            context.UnstashAll();
            context.Reply(context.User?.Identity?.Name ?? "nobody");
            return default;
        });
        await using BrokerClient alice = ConnectAs(broker, _alice);
        Assert.That(await alice.Actor("gate").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("alice"));
        ValueTask<string> stashed = alice.Actor("stash").AskAsync<string>("wait", cancellationToken: Limit);
        await using BrokerClient bob = ConnectAs(broker, _bob);
        Assert.That(await bob.Actor("stash").AskAsync<string>("go", cancellationToken: Limit), Is.AnyOf("bob", "alice"));
        Assert.That(await stashed, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Only_addresses_of_the_list_can_be_reached()
    {
        int made = 0;
        Broker broker = Listen(new BrokerListenerOptions { ReachableAddresses = ["open", "order/*"] });
        _ = broker.Spawn("open", (string text) => text);
        _ = broker.Spawn("closed", (string text) => text);
        broker.Register("order/{id}", key => new KeyActor(key, () => Interlocked.Increment(ref made)));
        broker.Register("secret/{id}", key => new KeyActor(key, () => Interlocked.Increment(ref made)));
        await using BrokerClient client = Connect(broker, new BrokerClientOptions());
        Assert.That(await client.Actor("open").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        Assert.That(await client.Actor("order/42").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("42"));
        Exception unknown = await RefusedAsync(client, "missing");
        Exception closed = await RefusedAsync(client, "closed");
        Exception secret = await RefusedAsync(client, "secret/1");
        Exception bare = await RefusedAsync(client, "order");
        Assert.That(new[] { closed.GetType(), secret.GetType(), bare.GetType() }, Is.All.EqualTo(unknown.GetType()), "as one that does not exist");
        Assert.That(made, Is.EqualTo(1));
        Assert.That(await broker.Actor("closed").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"), "within the process");
    }

    [Test]
    public async Task A_function_decides_by_user_address_and_kind_and_refuses_when_it_throws()
    {
        ConcurrentQueue<PeerOperationKind> kinds = new();
        Broker broker = Listen(Secured() with
        {
            Authorize = operation =>
            {
                kinds.Enqueue(operation.Kind);
                return operation.Address == "broken" ? throw new InvalidDataException()
                    : operation.Address == "all" || operation.User?.IsInRole("admin") == true;
            },
        });
        _ = broker.Spawn("all", (string text) => text);
        _ = broker.Spawn("admins", (string text) => text);
        _ = broker.Spawn("broken", (string text) => text);
        await using BrokerClient alice = ConnectAs(broker, _alice);
        await using BrokerClient bob = ConnectAs(broker, _bob);
        Assert.That(await bob.Actor("all").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        Assert.That(await alice.Actor("admins").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        _ = await RefusedAsync(bob, "admins");
        _ = await RefusedAsync(alice, "broken");
        await bob.Actor("all").TellAsync("x", Limit);
        Assert.That(await bob.Actor("all").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        Assert.That(kinds, Does.Contain(PeerOperationKind.Tell).And.Contain(PeerOperationKind.Ask));
    }

    [Test]
    public async Task A_refused_key_fails_the_ask_and_a_revoked_user_gets_no_answer()
    {
        Broker broker = Listen(Secured());
        _ = broker.Spawn("echo", (string text) => text);
        await using BrokerClient stranger = ConnectAs(broker, CurveKeyPair.Generate());
        await Assert.ThrowsAsync<AuthenticationRejectedException>(
            () => stranger.Actor("echo").AskAsync<string>("x", cancellationToken: Limit).AsTask());
        await Assert.ThrowsAsync<AuthenticationRejectedException>(() => stranger.Actor("echo").TellAsync("x", Limit).AsTask());
        await using BrokerClient alice = ConnectAs(broker, _alice);
        Assert.That(await alice.Actor("echo").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        _authenticator.Revoke("alice");
        if (!Zmq.Has("zmqnative"))
        {
            await Assert.ThrowsAsync<AskTimeoutException>(
                () => alice.Actor("echo").AskAsync<string>("x", TimeSpan.FromMilliseconds(100), Limit).AsTask());
            return;
        }

        await Eventually(() => broker.RemoteStatistics.RevokedConnections == 1, "counted");
        await Eventually(() => broker.ConnectedPeers == 0, "the connection ends");
        await using BrokerClient again = ConnectAs(broker, _alice);
        await Assert.ThrowsAsync<AuthenticationRejectedException>(
            () => again.Actor("echo").AskAsync<string>("x", cancellationToken: Limit).AsTask());
    }

    [TestCase("a b\n")]
    [TestCase("")]
    [TestCase("/*")]
    public void An_entry_that_is_no_address_is_refused(string entry) =>
        Assert.That(() => new BrokerListenerOptions { ReachableAddresses = [entry] }, Throws.ArgumentException);

    private BrokerListenerOptions Secured() => new() { Security = new CurveServer(_server) };

    private BrokerClient ConnectAs(Broker broker, CurveKeyPair keys) => Connect(
        broker, new BrokerClientOptions { Security = new CurveClient(_server.PublicKey, keys), AskTimeout = TimeSpan.FromSeconds(60) });

    private async Task<Exception> RefusedAsync(BrokerClient client, string address) =>
        (await Assert.ThrowsAsync(Is.InstanceOf<ZmqNativeException>(), () => client.Actor(address).AskAsync<string>("x", cancellationToken: Limit).AsTask()))!;

    private sealed class KeyActor(string key, Action made) : Actor
    {
        public override ValueTask OnStartedAsync(ActorContext context)
        {
            made();
            return default;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(key);
            return default;
        }
    }
}
