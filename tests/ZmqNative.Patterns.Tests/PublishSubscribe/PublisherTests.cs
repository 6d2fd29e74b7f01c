namespace ZmqNative.Patterns.Tests.PublishSubscribe;

public sealed class PublisherTests : PatternsTest
{
    [Test]
    public async Task WaitForSubscriberAsync_saves_the_first_message()
    {
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions()));
        Task wait = publisher.WaitForSubscriberAsync(1, Limit).AsTask();
        Assert.That(wait.IsCompleted, Is.False);

        await using Subscriber subscriber = new(publisher.LastEndpoint, messageId: 1000, On(new SubscriberOptions()));
        await wait;
        await publisher.PublishTextAsync("first");

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("first"));
    }

    [Test]
    public async Task Subscriptions_are_counted_as_peers_subscribe_unsubscribe_and_disconnect()
    {
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions()));
        await using Subscriber staying = new(publisher.LastEndpoint, messageId: 1, On(new SubscriberOptions()));
        await using (Subscriber leaving = new(publisher.LastEndpoint, messageId: 1, On(new SubscriberOptions())))
        {
            leaving.Subscribe("news");
            await publisher.WaitForSubscriberAsync(3, Limit);
            leaving.Unsubscribe("news");
            await Eventually(() => publisher.Subscriptions == 2, "one unsubscribed");
        }

        await Eventually(() => publisher.Subscriptions == 1, "one left");
    }

    [Test]
    public async Task Waiting_for_subscribers_can_be_cancelled_and_ends_with_the_publisher()
    {
        using CancellationTokenSource cancel = new();
        Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        Task cancelled = publisher.WaitForSubscriberAsync(1, cancel.Token).AsTask();
        Task disposed = publisher.WaitForSubscriberAsync(1, Limit).AsTask();

        await cancel.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        await publisher.DisposeAsync();

        Assert.That(async () => await disposed, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => publisher.WaitForSubscriberAsync().AsTask(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => publisher.PublishTextAsync("x").AsTask(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_slow_subscriber_loses_messages_which_is_counted_and_gets_the_others_in_order()
    {
        const int Messages = 500;
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { SendHighWatermark = 10 }));
        await using Subscriber slow = new(endpoint, messageId: 1000, On(new SubscriberOptions { ReceiveHighWatermark = 10 }));
        await publisher.WaitForSubscriberAsync(1, Limit);

        for (int i = 0; i < Messages; i++)
        {
            await publisher.PublishTextAsync($"{i}");
        }

        Assert.That(
            publisher.Statistics, Has.Property(DropsAreCounted ? nameof(PatternStatistics.Dropped) : nameof(PatternStatistics.DropEpisodes)).Positive);
        int received = 0;
        while (slow.TryReceive(out ReceivedMessage message))
        {
            using (message)
            {
                Assert.That(message.Text, Is.EqualTo($"{received++}"));
            }
        }

        Assert.That(received, Is.InRange(1, Messages - 1));
        await Eventually(
            () =>
            {
                // Its queue has room again, which the publisher notices later.
                _ = publisher.PublishTextAsync("after").AsTask();
                if (!slow.TryReceive(out ReceivedMessage message))
                {
                    return false;
                }

                using (message)
                {
                    return message.Text == "after";
                }
            },
            "publications go on");
    }

    [Test]
    public async Task A_slow_subscriber_does_not_affect_a_fast_one()
    {
        const int Messages = 300;
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { SendHighWatermark = 5 }));
        await using Subscriber slow = new(endpoint, messageId: 1000, On(new SubscriberOptions { ReceiveHighWatermark = 5 }));
        await using Subscriber fast = new(endpoint, messageId: 1000, On(new SubscriberOptions { ReceiveHighWatermark = 5 }));
        await publisher.WaitForSubscriberAsync(2, Limit);

        for (int i = 0; i < Messages; i++)
        {
            await publisher.PublishTextAsync($"{i}");
            using ReceivedMessage message = await fast.ReceiveAsync(Limit);
            Assert.That(message.Text, Is.EqualTo($"{i}"));
        }

        Assert.That(
            publisher.Statistics, Has.Property(DropsAreCounted ? nameof(PatternStatistics.Dropped) : nameof(PatternStatistics.DropEpisodes)).Positive);
    }

    [Test]
    public async Task A_negative_message_id_is_refused()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));

        Assert.That(() => publisher.PublishTextAsync("x", messageId: -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => publisher.PublishJsonAsync(new Order("x", 1), TestJson.Default.Order, messageId: -1),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_message_from_a_subscriber_that_is_no_subscription_is_counted_and_ignored()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions()));
        await using AsyncSocket talkative = Connected(SocketType.XSub, endpoint);
        await talkative.SendAsync("hello"u8.ToArray(), Limit);
        await talkative.SendAsync(new byte[] { 1, (byte)'x' }, Limit);

        await publisher.WaitForSubscriberAsync(1, Limit);
        Assert.That(publisher.Statistics.Malformed, Is.EqualTo(1));
    }
}
