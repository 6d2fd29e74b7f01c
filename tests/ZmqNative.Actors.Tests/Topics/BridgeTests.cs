using System.Text;

namespace ZmqNative.Actors.Tests;

public sealed class BridgeTests : BrokerTest
{
    [Test]
    public void A_bridge_without_incoming_topics_is_refused()
    {
        Broker broker = CreateBroker();
        Assert.That(
            () => broker.Topics.Bridge(new TopicBridgeOptions { SubscribeTo = AnyPort, Incoming = [] }),
            Throws.ArgumentException.With.Message.Contains("Incoming"));
    }

    [Test]
    public async Task A_bridge_with_a_wrong_prefix_leaves_no_subscriber()
    {
        Broker broker = CreateBroker();
        Assert.That(
            () => broker.Topics.Bridge(Out(AnyPort) with { Outgoing = ["right", "half of a pair \ud800"] }), Throws.InstanceOf<ArgumentException>());
        await Eventually(() => broker.Topics.Subscriptions == 0, "unsubscribed");
        Assert.That(broker.Topics.Publish("right", "x"), Is.Zero);
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task A_bridge_of_a_broker_that_has_ended_is_refused()
    {
        Broker broker = CreateBroker();
        await broker.DisposeAsync();
        Assert.That(() => broker.Topics.Bridge(Out(AnyPort)), Throws.TypeOf<ObjectDisposedException>());

        // Nothing listens on port 1.
        Assert.That(() => broker.Topics.Bridge(In("tcp://127.0.0.1:1")), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Publications_of_the_broker_are_sent_as_topic_and_payload()
    {
        Broker broker = CreateBroker();
        TopicBridge bridge = broker.Topics.Bridge(Out(AnyPort) with { Outgoing = ["prices/", "news"] });
        await using AsyncSocket subscriber = Connected(SocketType.Sub, bridge.Publisher!.LastEndpoint);
        subscriber.Configure(static socket => socket.Subscribe(string.Empty));
        await bridge.Publisher.WaitForSubscriberAsync(cancellationToken: Limit);
        _ = broker.Topics.Publish("other", "not asked for");
        _ = broker.Topics.Publish("prices/EUR", "1.07");
        _ = broker.Topics.Publish("news", Encoding.UTF8.GetBytes("bytes"));
        _ = broker.Topics.Publish("news", new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes("memory")));
        _ = broker.Topics.Publish("news", Frame.FromText("a frame"));
        _ = broker.Topics.Publish("news", MultipartMessage.Create("several", "frames"));
        Assert.That(await ReceiveTexts(subscriber), Is.EqualTo(new[] { "prices/EUR", "1.07" }));
        Assert.That(await ReceiveTexts(subscriber), Is.EqualTo(new[] { "news", "bytes" }));
        Assert.That(await ReceiveTexts(subscriber), Is.EqualTo(new[] { "news", "memory" }));
        Assert.That(await ReceiveTexts(subscriber), Is.EqualTo(new[] { "news", "a frame" }));
        Assert.That(await ReceiveTexts(subscriber), Is.EqualTo(new[] { "news", "several", "frames" }));
        Assert.That(bridge.Sent, Is.EqualTo(5));
    }

    [Test]
    public async Task Publications_of_other_programs_are_received()
    {
        Broker broker = CreateBroker();
        await using AsyncSocket publisher = Bound(SocketType.XPub, AnyPort);
        TopicBridge bridge = broker.Topics.Bridge(In(publisher.LastEndpoint) with { Incoming = ["updates"] });
        Listener listener = new(broker, "listener", "updates");
        Assert.That(await ReceiveTexts(publisher), Is.EqualTo(new[] { "\u0001updates" }));
        using MultipartMessage two = MultipartMessage.Create("updates", "{\"id\":1}");
        await publisher.SendAsync(two, Limit);
        using MultipartMessage one = MultipartMessage.Create("updates {\"id\":2}");
        await publisher.SendAsync(one, Limit);
        Assert.That(await listener.TakeAsync(2, Limit), Is.EqualTo(new[] { "<updates={\"id\":1}", "<updates={\"id\":2}" }));
        Assert.That(bridge.Received, Is.EqualTo(2));
    }

    [Test]
    public async Task Messages_of_any_type_go_through_functions()
    {
        Broker broker = CreateBroker();
        Broker other = CreateBroker();
        TopicBridge output = broker.Topics.Bridge(
            Out(Inproc()) with { Write = static topic => topic.Message is int number ? Frame.FromText($"number {number}") : (Frame?)null });
        _ = other.Topics.Bridge(In(output.Publisher!.LastEndpoint) with { Read = static message => message.Text.Length });
        Listener listener = new(other, "listener", string.Empty);
        await output.Publisher.WaitForSubscriberAsync(cancellationToken: Limit);
        _ = broker.Topics.Publish("a", 42);
        _ = broker.Topics.Publish("a", DayOfWeek.Friday);
        _ = broker.Topics.Publish("a", "text");
        Assert.That(await listener.TakeAsync(2, Limit), Is.EqualTo(new[] { "<a=9", "<a=4" }));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Failed), Is.EqualTo(1), "a day is nothing that can go out");
    }

    [Test]
    public async Task Received_publications_are_not_sent_out_again_by_any_bridge()
    {
        Broker left = CreateBroker();
        Broker right = CreateBroker();
        (string first, string second) = (Inproc(), Inproc());
        TopicBridge leftOut = left.Topics.Bridge(Out(first));
        TopicBridge rightOut = right.Topics.Bridge(Out(second));
        TopicBridge leftAgain = left.Topics.Bridge(Out(Inproc()));
        _ = left.Topics.Bridge(In(second));
        _ = right.Topics.Bridge(In(first));
        Listener atLeft = new(left, "listener", string.Empty);
        Listener atRight = new(right, "listener", string.Empty);
        await leftOut.Publisher!.WaitForSubscriberAsync(cancellationToken: Limit);
        await rightOut.Publisher!.WaitForSubscriberAsync(cancellationToken: Limit);
        for (int i = 0; i < 100; i++)
        {
            _ = left.Topics.Publish("from/left", $"{i}");
            _ = right.Topics.Publish("from/right", $"{i}");
        }

        string[] seenLeft = await atLeft.TakeAsync(200, Limit);
        string[] seenRight = await atRight.TakeAsync(200, Limit);
        Assert.That(seenLeft.Where(static text => text.StartsWith('<')), Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"<from/right={i}")));
        Assert.That(seenRight.Where(static text => text.StartsWith('<')), Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"<from/left={i}")));
        await Eventually(() => leftOut.Sent == 100 && rightOut.Sent == 100 && leftAgain.Sent == 100, "each was sent once");

        // Messages that still circulate would arrive before these.
        _ = left.Topics.Publish("end", "of left");
        _ = right.Topics.Publish("end", "of right");
        await atLeft.TakeAsync(2, Limit);
        await atRight.TakeAsync(2, Limit);
        Assert.That(atLeft.HasMore || atRight.HasMore, Is.False);
        Assert.That(leftAgain.Sent, Is.LessThanOrEqualTo(101));
    }

    [Test]
    public async Task A_disposed_bridge_sends_its_queued_messages_and_ends_before_its_broker()
    {
        Broker broker = CreateBroker();
        TopicBridge bridge = broker.Topics.Bridge(Out(AnyPort) with { Publisher = On(new PublisherOptions { Linger = Generous }) });
        await using AsyncSocket subscriber = Connected(SocketType.Sub, bridge.Publisher!.LastEndpoint);
        subscriber.Configure(static socket => socket.Subscribe(string.Empty));
        await bridge.Publisher.WaitForSubscriberAsync(cancellationToken: Limit);
        for (int i = 0; i < 500; i++)
        {
            _ = broker.Topics.Publish("a", $"{i}");
        }

        await bridge.DisposeAsync();
        await bridge.DisposeAsync();
        Assert.That(bridge.Sent, Is.EqualTo(500));
        for (int i = 0; i < 500; i++)
        {
            Assert.That((await ReceiveTexts(subscriber))[1], Is.EqualTo($"{i}"));
        }

        Assert.That(broker.Topics.Subscriptions, Is.Zero);
    }

    [Test]
    public async Task A_bridge_without_an_endpoint_or_with_a_wrong_one_is_refused()
    {
        Broker broker = CreateBroker();
        Assert.That(() => broker.Topics.Bridge(new TopicBridgeOptions()), Throws.ArgumentException);
        Assert.That(
            () => broker.Topics.Bridge(Out(AnyPort) with { SubscribeTo = "nonsense", Subscriber = On(new SubscriberOptions()) }),
            Throws.Exception);
        await NothingAliveBut(0);
        await Eventually(() => broker.Topics.Subscriptions == 0, "unsubscribed");
    }

    private TopicBridgeOptions Out(string endpoint) => new() { PublishAt = endpoint, Publisher = On(new PublisherOptions()) };

    private TopicBridgeOptions In(string endpoint) => new() { SubscribeTo = endpoint, Subscriber = On(new SubscriberOptions()) };
}
