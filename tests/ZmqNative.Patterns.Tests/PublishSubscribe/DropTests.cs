namespace ZmqNative.Patterns.Tests.PublishSubscribe;

/// <summary>
/// Counts of messages that a publisher drops for slow subscribers: each message with the corrected libzmq; otherwise how often dropping began.
/// </summary>
public sealed class DropTests : PatternsTest
{
    private const int Messages = 500;
    private const int Queue = 10;

    [Test]
    public async Task Every_message_that_a_slow_subscriber_misses_is_counted()
    {
        string endpoint = Inproc();
        Publisher publisher = new(endpoint, On(new PublisherOptions { SendHighWatermark = Queue }));
        await using Subscriber slow = new(endpoint, On(new SubscriberOptions { ReceiveHighWatermark = Queue }));
        slow.SubscribePrefix("t");
        slow.SubscribePrefix("topic");
        await publisher.WaitForSubscriberAsync(2, Limit);
        for (int i = 0; i < Messages; i++)
        {
            await publisher.PublishAsync("topic", $"{i}");
            await publisher.PublishAsync("another one, which is no loss", $"{i}");
        }

        PatternStatistics statistics = publisher.Statistics;
        int received = 0;
        while (slow.TryReceive(out ReceivedMessage message))
        {
            message.Dispose();
            received++;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(received, Is.InRange(1, Messages - 1));
            Assert.That(statistics.DropEpisodes, Is.EqualTo(DropsAreCounted ? 0 : 1));
            Assert.That(statistics.Dropped, Is.EqualTo(DropsAreCounted ? Messages - received : 0));
        }

        await publisher.DisposeAsync();
        Assert.That(publisher.Statistics.Dropped, Is.EqualTo(statistics.Dropped), "it is known after the end");
        Assert.That(publisher.Statistics.DropEpisodes, Is.EqualTo(DropsAreCounted ? 0 : 1));
    }

    [Test]
    public async Task Each_subscriber_that_misses_a_message_counts_and_the_others_get_it()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { SendHighWatermark = Queue }));
        await using Subscriber slow = new(endpoint, "topic", On(new SubscriberOptions { ReceiveHighWatermark = Queue }));
        await using Subscriber slower = new(endpoint, "topic", On(new SubscriberOptions { ReceiveHighWatermark = 1 }));

        // Without a limit: libzmq tells the publisher after some reads only that the queue has space again, and the publisher may send as many messages before it looks.
        await using Subscriber fast = new(endpoint, "topic", On(new SubscriberOptions { ReceiveHighWatermark = 0 }));
        await publisher.WaitForSubscriberAsync(3, Limit);
        for (int i = 0; i < Messages; i++)
        {
            await publisher.PublishAsync("topic", $"{i}");
            using ReceivedMessage message = await fast.ReceiveAsync(Limit);
            Assert.That(message.Text, Is.EqualTo($"{i}"));
        }

        long received = Count(slow) + Count(slower);
        Assert.That(publisher.Statistics.DropEpisodes, Is.EqualTo(DropsAreCounted ? 0 : 2));
        Assert.That(publisher.Statistics.Dropped, Is.EqualTo(DropsAreCounted ? (2 * Messages) - received : 0));

        static int Count(Subscriber subscriber)
        {
            int count = 0;
            while (subscriber.TryReceive(out ReceivedMessage message))
            {
                message.Dispose();
                count++;
            }

            return count;
        }
    }
}
