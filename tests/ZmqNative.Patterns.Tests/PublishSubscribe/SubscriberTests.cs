namespace ZmqNative.Patterns.Tests.PublishSubscribe;

public sealed class SubscriberTests : PatternsTest
{
    [Test]
    public async Task A_message_id_is_exact()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = await SubscribeAsync(publisher, s => s.Subscribe(1000));

        await publisher.PublishTextAsync("not this", messageId: 10001);
        await publisher.PublishTextAsync("nor this", messageId: 100);
        await publisher.PublishTextAsync("this");

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Text, Is.EqualTo("this"));
            Assert.That(message.MessageId, Is.EqualTo(1000));
            Assert.That(message.Format, Is.EqualTo(PublishedFormat.Text));
            Assert.That(message.MessageType, Is.EqualTo("text"));
            Assert.That(message.Headers, Is.Null);
        }
    }

    [Test]
    public async Task A_topic_is_exact_and_a_prefix_is_not()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber exact = await SubscribeAsync(publisher, s => s.Subscribe("news"));
        await using Subscriber prefix = await SubscribeAsync(publisher, s => s.SubscribePrefix("news"), already: 1);

        await publisher.PublishAsync("newspaper", "1");
        await publisher.PublishAsync("news", "2");

        Assert.That(await NextAsync(exact), Is.EqualTo("news: 2"));
        Assert.That(await NextAsync(prefix), Is.EqualTo("newspaper: 1"));
        Assert.That(await NextAsync(prefix), Is.EqualTo("news: 2"));
    }

    [Test]
    public async Task Both_forms_of_a_topic_are_read()
    {
        await using AsyncSocket plain = Bound(SocketType.XPub, AnyPort);
        await using Subscriber subscriber = new(plain.LastEndpoint, "updates", On(new SubscriberOptions()));
        Assert.That(await ReceiveTexts(plain), Is.EqualTo(new[] { "\u0001updates" }));

        await plain.SendAsync(["updates", """{"id":1}"""], Limit);
        await plain.SendAsync("""updates {"id": 2, "type": "x y"}"""u8.ToArray(), Limit);

        Assert.That(await NextAsync(subscriber), Is.EqualTo("""updates: {"id":1}"""));
        Assert.That(await NextAsync(subscriber), Is.EqualTo("""updates: {"id": 2, "type": "x y"}"""));
    }

    [Test]
    public async Task Several_ids_topics_and_prefixes_are_added_and_removed_while_running()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = await SubscribeAsync(publisher, s => s.Subscribe(1000));
        subscriber.Subscribe(2000);
        subscriber.Subscribe("weather");
        subscriber.SubscribePrefix("sport/");
        await publisher.WaitForSubscriberAsync(4, Limit);

        await PublishAllAsync();
        Assert.That(await NextAsync(subscriber), Is.EqualTo("1000: a"));
        Assert.That(await NextAsync(subscriber), Is.EqualTo("2000: b"));
        Assert.That(await NextAsync(subscriber), Is.EqualTo("weather: c"));
        Assert.That(await NextAsync(subscriber), Is.EqualTo("sport/golf: d"));

        subscriber.Unsubscribe(1000);
        subscriber.Unsubscribe("weather");
        await Eventually(() => publisher.Subscriptions == 2, "two unsubscribed");
        await PublishAllAsync();
        Assert.That(await NextAsync(subscriber), Is.EqualTo("2000: b"));
        Assert.That(await NextAsync(subscriber), Is.EqualTo("sport/golf: d"));

        subscriber.UnsubscribePrefix("sport/");
        await Eventually(() => publisher.Subscriptions == 1, "three unsubscribed");
        await PublishAllAsync();
        await publisher.PublishTextAsync("last", messageId: 2000);
        Assert.That(await NextAsync(subscriber), Is.EqualTo("2000: b"));
        Assert.That(await NextAsync(subscriber), Is.EqualTo("2000: last"));

        async Task PublishAllAsync()
        {
            await publisher.PublishTextAsync("a", messageId: 1000);
            await publisher.PublishTextAsync("b", messageId: 2000);
            await publisher.PublishAsync("weather", "c");
            await publisher.PublishAsync("sport/golf", "d");
        }
    }

    [Test]
    public async Task Removing_a_topic_that_was_never_added_keeps_a_prefix_of_the_same_text()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = await SubscribeAsync(publisher, s => s.SubscribePrefix("news"));

        subscriber.Unsubscribe("news");
        subscriber.Unsubscribe(5);
        subscriber.Subscribe("marker");
        await publisher.WaitForSubscriberAsync(2, Limit);
        await publisher.PublishAsync("news", "still");

        Assert.That(await NextAsync(subscriber), Is.EqualTo("news: still"));
    }

    [Test]
    public async Task Publishers_are_added_and_removed_while_running()
    {
        await using Publisher one = new(AnyPort, On(new PublisherOptions()));
        await using Publisher two = new(AnyPort, On(new PublisherOptions()));
        await using Subscriber subscriber = new(one.LastEndpoint, messageId: 1000, On(new SubscriberOptions()));
        await one.WaitForSubscriberAsync(1, Limit);

        subscriber.Connect(two.LastEndpoint);
        await two.WaitForSubscriberAsync(1, Limit);
        await two.PublishTextAsync("from two");
        Assert.That(await NextAsync(subscriber), Is.EqualTo("1000: from two"));

        subscriber.Disconnect(one.LastEndpoint);
        await Eventually(() => one.Subscriptions == 0, "disconnected from one");
        await one.PublishTextAsync("lost");
        await two.PublishTextAsync("still");
        Assert.That(await NextAsync(subscriber), Is.EqualTo("1000: still"));
    }

    [Test]
    public async Task A_publisher_that_restarts_is_connected_again()
    {
        Publisher first = new(AnyPort, On(new PublisherOptions()));
        string endpoint = first.LastEndpoint;
        await using Subscriber subscriber = new(
            endpoint, messageId: 1000, On(new SubscriberOptions { ReconnectInterval = TimeSpan.FromMilliseconds(10) }));
        await first.WaitForSubscriberAsync(1, Limit);
        await first.DisposeAsync();

        await using Publisher second = await Again(() => new Publisher(endpoint, On(new PublisherOptions())));
        await second.WaitForSubscriberAsync(1, Limit);
        await second.PublishTextAsync("again");

        Assert.That(await NextAsync(subscriber), Is.EqualTo("1000: again"));
    }

    [Test]
    public async Task Envelopes_are_read_when_the_option_is_set()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions { Source = "me" }));
        await using Subscriber subscriber = new(publisher.LastEndpoint, "t", On(new SubscriberOptions { Envelopes = true }));
        await publisher.WaitForSubscriberAsync(1, Limit);

        await publisher.PublishEnvelopeAsync("t", new byte[] { 9 }, "x/y");

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Format, Is.EqualTo(PublishedFormat.Envelope));
            Assert.That(message.Span.ToArray(), Is.EqualTo(new byte[] { 9 }));
            Assert.That(message.Headers!.Source, Is.EqualTo("me"));
            Assert.That(message.Headers!.ContentType, Is.EqualTo("x/y"));
            Assert.That(message.MessageId, Is.Null);
        }
    }

    private async Task<Subscriber> SubscribeAsync(Publisher publisher, Action<Subscriber> subscribe, int already = 0)
    {
        Subscriber subscriber = new(publisher.LastEndpoint, On(new SubscriberOptions()));
        subscribe(subscriber);
        await publisher.WaitForSubscriberAsync(already + 1, Limit);
        return subscriber;
    }

    private async Task<string> NextAsync(Subscriber subscriber)
    {
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        return message.ToString();
    }
}
