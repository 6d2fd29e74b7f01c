using NUnit.Framework.Constraints;

namespace ZmqNative.Patterns.Tests.Common;

public sealed class EndpointTests : PatternsTest
{
    [Test]
    public async Task One_string_lists_several_endpoints_that_are_bound_or_connected()
    {
        string first = Inproc();
        string second = Inproc();
        await using Puller there = new($"@{second}", On(new PullerOptions()));
        await using Pusher pusher = new($" @{first} , >{second}", On(new PusherOptions()));
        await using Puller here = new(first, On(new PullerOptions()));

        await pusher.PushAsync("1", Limit);
        await pusher.PushAsync("2", Limit);

        using ReceivedMessage one = await here.ReceiveAsync(Limit);
        using ReceivedMessage two = await there.ReceiveAsync(Limit);
        Assert.That(new[] { one.Text, two.Text }, Is.EquivalentTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Endpoints_are_bound_and_unbound_while_running()
    {
        await using ReplyServer server = new(AnyPort, static _ => "x", On(new ReplyServerOptions()));
        string first = server.LastEndpoint;
        server.Bind(AnyPort);
        string second = server.LastEndpoint;
        Assert.That(second, Is.Not.EqualTo(first).And.StartWith("tcp://127.0.0.1:").And.Not.Contain("*"));

        server.Unbind(first);
        Assert.That(() => server.Unbind(first), Throws.InstanceOf<ZmqException>());
        await using RequestClient client = new(second, On(new RequestClientOptions()));
        Assert.That(await client.RequestAsync("?", Generous, Limit), Is.EqualTo("x"));
        client.Disconnect(second);
        Assert.That(() => client.Disconnect(second), Throws.InstanceOf<ZmqException>());
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("inproc://fine,,")]
    [TestCase("@")]
    [TestCase("nonsense")]
    [TestCase("nosuch://x")]
    [TestCase("tcp://127.0.0.1:*,tcp://127.0.0.1:notaport")]
    public async Task A_bad_endpoint_throws_and_leaves_nothing_alive(string? endpoints)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new Publisher(endpoints!, On(new PublisherOptions())), Refused());
            Assert.That(() => new Subscriber(endpoints!, 1, On(new SubscriberOptions())), Refused());
            Assert.That(() => new ReplyServer(endpoints!, static _ => "x", On(new ReplyServerOptions())), Refused());
            Assert.That(() => new RequestClient(endpoints!, On(new RequestClientOptions())), Refused());
            Assert.That(() => new Pusher(endpoints!, On(new PusherOptions())), Refused());
            Assert.That(() => new Puller(endpoints!, static _ => { }, On(new PullerOptions())), Refused());
            Assert.That(() => new PairServer(endpoints!, static _ => "x", On(new PairOptions())), Refused());
            Assert.That(() => new PairClient(endpoints!, On(new PairOptions())), Refused());
        }

        await NothingAliveBut(0);

        static IResolveConstraint Refused() => Throws.InstanceOf<ArgumentException>().Or.InstanceOf<ZmqException>();
    }

    [Test]
    public async Task An_address_in_use_is_refused_and_releases_the_shared_runtime()
    {
        await using Publisher first = new(AnyPort);

        AddressInUseException? inUse = Assert.Throws<AddressInUseException>(() => _ = new Publisher(first.LastEndpoint));

        Assert.That(inUse!.Message, Does.Contain(first.LastEndpoint));
        await first.PublishTextAsync("still fine");

        // The socket and its monitor.
        await NothingAliveBut(2);
    }

    [Test]
    public async Task Options_that_libzmq_refuses_leave_nothing_alive()
    {
        Assert.That(
            () => new Pusher(Inproc(), On(new PusherOptions { ConfigureSocket = static _ => throw new InvalidOperationException("mine") })),
            Throws.InvalidOperationException.With.Message.EqualTo("mine"));
        Assert.That(() => new Pusher(Inproc(), On(new PusherOptions { SendHighWatermark = -1 })), Throws.InstanceOf<Exception>());
        await NothingAliveBut(0);
    }
}
