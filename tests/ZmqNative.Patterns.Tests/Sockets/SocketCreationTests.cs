namespace ZmqNative.Patterns.Tests;

/// <summary>Sockets that are created with their endpoints.</summary>
public sealed class SocketCreationTests : PatternTest
{
    [TestCase(SocketType.Router, SocketType.Dealer)]
    [TestCase(SocketType.Pull, SocketType.Push)]
    [TestCase(SocketType.Rep, SocketType.Req)]
    public async Task Without_a_prefix_one_side_binds_and_the_other_connects(SocketType bound, SocketType connected)
    {
        await using AsyncSocket server = AsyncSocket.Create(bound, "tcp://127.0.0.1:*");
        await using AsyncSocket client = AsyncSocket.Create(connected, server.LastEndpoint);
        await client.SendAsync(["hello"]);
        using MultipartMessage message = await server.ReceiveAsync(Generous);
        Assert.That(message[message.Count - 1].ToString(), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Prefixes_bind_and_connect_and_commas_separate_endpoints()
    {
        string name = Inproc();
        await using AsyncSocket pull = AsyncSocket.Create(SocketType.Pull, $"@{name}, @tcp://127.0.0.1:*");
        await using AsyncSocket push = AsyncSocket.Create(SocketType.Push, $">{name}");
        await using AsyncSocket other = AsyncSocket.Create(SocketType.Push, ">" + pull.LastEndpoint);
        await push.SendAsync(["inproc"]);
        using MultipartMessage first = await pull.ReceiveAsync(Generous);
        await other.SendAsync(["tcp"]);
        using MultipartMessage second = await pull.ReceiveAsync(Generous);
        Assert.That((first.ToString(), second.ToString()), Is.EqualTo(("inproc", "tcp")));
    }

    [Test]
    public async Task A_given_context_and_reactor_are_used_and_the_socket_is_configured_first()
    {
        string name = Inproc();
        AsyncSocketOptions options = new()
        {
            Context = Context,
            Reactor = Reactor,
            ConfigureSocket = static socket => socket.RoutingId = "me"u8,
        };
        await using AsyncSocket router = AsyncSocket.Create(SocketType.Router, name, options with { ConfigureSocket = null });
        await using AsyncSocket dealer = AsyncSocket.Create(SocketType.Dealer, name, options);
        await dealer.SendAsync(["hello"]);
        using MultipartMessage message = await router.ReceiveAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("me | hello"));
    }

    [Test]
    public async Task A_socket_that_cannot_be_attached_or_configured_leaves_nothing()
    {
        int contexts = Accounting.LiveContexts;
        AsyncSocketOptions failing = new() { ConfigureSocket = static _ => throw new NotFiniteNumberException() };
        await using AsyncSocket taken = AsyncSocket.Create(SocketType.Pub, "tcp://127.0.0.1:*");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => AsyncSocket.Create(SocketType.Pub, taken.LastEndpoint), Throws.TypeOf<AddressInUseException>());
            Assert.That(() => AsyncSocket.Create(SocketType.Pub, "nonsense"), Throws.InstanceOf<Exception>());
            Assert.That(() => AsyncSocket.Create(SocketType.Pub, ""), Throws.ArgumentException);
            Assert.That(() => AsyncSocket.Create((SocketType)77), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => AsyncSocket.Create(SocketType.Pub, options: failing), Throws.TypeOf<NotFiniteNumberException>());
        }

        // The partly created sockets end on another thread, and the shared reactor and context with the last socket.
        Assert.That(SpinWait.SpinUntil(static () => PatternAccounting.LiveAsyncSockets == 1, Generous), Is.True);
        await taken.DisposeAsync();
        Assert.That(SpinWait.SpinUntil(() => Accounting.LiveContexts == contexts, Generous), Is.True);
    }

    [Test]
    public async Task An_enumeration_disposes_a_message_at_its_next_step_unless_it_was_moved()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        foreach (string text in (string[])["first", "kept", "last"])
        {
            await pair.Connected.SendAsync([text]);
        }

        MultipartMessage kept = default;
        MultipartMessage previous = default;
        await foreach (MultipartMessage message in pair.Bound.ReadAllAsync())
        {
            Assert.That(previous.IsAlive, Is.False);
            previous = message;
            if (message[0].ToString() == "kept")
            {
                kept = message.Move();
            }
            else if (message[0].ToString() == "last")
            {
                break;
            }
        }

        using (kept)
        {
            Assert.That((previous.IsAlive, kept.ToString()), Is.EqualTo((false, "kept")));
        }
    }
}
