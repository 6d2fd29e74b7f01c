using System.Text;

namespace ZmqNative.Patterns.Tests.PublishSubscribe;

/// <summary>Thousands of subscriptions: none is lost, and the memory of each is in proportion to its topic.</summary>
public sealed class ManySubscriptionsTests : PatternsTest
{
    [Test]
    public async Task Every_subscription_reaches_a_publisher_that_restarts()
    {
        const int Topics = 5000;
        Publisher publisher = new(AnyPort, On(new PublisherOptions()));
        string endpoint = publisher.LastEndpoint;
        await using Subscriber subscriber = new(endpoint, On(new SubscriberOptions()));
        for (int i = 0; i < Topics; i++)
        {
            subscriber.Subscribe($"topic/{i}");
        }

        await publisher.WaitForSubscriberAsync(Topics, Limit);
        await publisher.DisposeAsync();
        await using Publisher restarted = await Again(() => new Publisher(endpoint, On(new PublisherOptions())));

        await restarted.WaitForSubscriberAsync(Topics, Limit);
        await restarted.PublishAsync($"topic/{Topics - 1}", "last");
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("last"));
    }

    [Test]
    public async Task A_subscription_that_is_added_while_many_are_being_sent_is_not_lost()
    {
        const int Topics = 5000;
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { ReceiveHighWatermark = 1 }));
        await using Subscriber subscriber = new(endpoint, On(new SubscriberOptions()));
        for (int i = 0; i < Topics; i++)
        {
            subscriber.Subscribe($"topic/{i}");
        }

        await publisher.WaitForSubscriberAsync(Topics, Limit);
    }

    [Test]
    public async Task A_hundred_thousand_topics_allocate_in_proportion_to_their_bytes_and_are_distinguished()
    {
        const int Topics = 100_000;
        const int MostBytesEach = 1000;
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions()));
        await using Subscriber subscriber = new(endpoint, On(new SubscriberOptions()));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Topics; i++)
        {
            subscriber.Subscribe($"market/{i}/price");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await publisher.WaitForSubscriberAsync(Topics, Limit);
        await publisher.PublishAsync("market/7/price/more", "not asked for");
        await publisher.PublishAsync($"market/{Topics}/price", "nor this");
        await publisher.PublishAsync("market/99999/price", "this");

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Topic, Is.EqualTo("market/99999/price"));
        Assert.That(allocated / Topics, Is.LessThan(MostBytesEach));
    }

    [Test]
    public void A_message_is_compared_with_the_nodes_along_its_own_bytes_however_many_topics_there_are()
    {
        const int Topics = 100_000;
        TopicFilter filter = new();
        for (int i = 0; i < Topics; i++)
        {
            filter.Add(Encoding.ASCII.GetBytes($"market/{i}/price"), SubscriptionKind.Topic);
        }

        // One node for the common begin, one for each digit, and one for the end.
        const int MostVisited = 8;
        for (int i = 0; i < Topics; i += 97)
        {
            byte[] topic = Encoding.ASCII.GetBytes($"market/{i}/price");
            Assert.That((filter.Accepts(topic, topic.Length, isText: false, out int visited), visited <= MostVisited), Is.EqualTo((true, true)), $"{i}: {visited}");
        }

        byte[] unknown = Encoding.ASCII.GetBytes($"market/{Topics}/price");
        Assert.That((filter.Accepts(unknown, unknown.Length, isText: false, out int compared), compared <= MostVisited), Is.EqualTo((false, true)), $"{compared}");
    }
}
