namespace ZmqNative.Patterns.Tests.PublishSubscribe;

/// <summary>The last values go to the peer that subscribes, and do not affect other peers.</summary>
public sealed class LastValueTests : PatternsTest
{
    [Test]
    public async Task The_last_values_reach_a_late_joiner_in_the_order_of_publication()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { LastValueCache = true }));
        await publisher.PublishTextAsync("old", messageId: 1000);
        await publisher.PublishAsync("updates/a", "a");
        await publisher.PublishAsync("updates/b", "b1");
        await publisher.PublishAsync("updates/b", "b2");
        await publisher.PublishTextAsync("new", messageId: 1000);

        await using Subscriber late = new(endpoint, On(new SubscriberOptions()));
        late.SubscribePrefix("updates/");
        Assert.That(await NextAsync(late), Is.EqualTo("updates/a: a"));
        Assert.That(await NextAsync(late), Is.EqualTo("updates/b: b2"));
        late.Subscribe(1000);
        Assert.That(await NextAsync(late), Is.EqualTo("1000: new"));
    }

    [Test]
    public async Task The_last_value_cache_evicts_the_topic_idle_for_longest()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { LastValueCache = true, LastValueCacheCapacity = 2 }));
        await publisher.PublishAsync("a", "1");
        await publisher.PublishAsync("b", "1");
        await publisher.PublishAsync("a", "2");
        await publisher.PublishAsync("c", "1");

        await using Subscriber late = new(endpoint, On(new SubscriberOptions()));
        late.SubscribePrefix(string.Empty);
        Assert.That(await NextAsync(late), Is.EqualTo("a: 2"));
        Assert.That(await NextAsync(late), Is.EqualTo("c: 1"));
    }

    [Test]
    public async Task A_late_joiner_never_gets_an_old_value_after_the_new_one()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { LastValueCache = true }));
        await publisher.PublishAsync("t", "0");
        for (int round = 0; round < 100; round++)
        {
            await using Subscriber late = new(endpoint, "t", On(new SubscriberOptions()));
            int last = (round * 50) + 50;
            Task publishing = Task.Run(async () =>
            {
                for (int i = last - 49; i <= last; i++)
                {
                    await publisher.PublishAsync("t", $"{i}");
                }
            });

            int seen = -1;
            while (seen < last)
            {
                using ReceivedMessage message = await late.ReceiveAsync(Limit);
                int value = int.Parse(message.Text);
                Assert.That(value, Is.GreaterThanOrEqualTo(seen));
                seen = value;
            }

            await publishing;
        }
    }

    [Test]
    public async Task The_last_values_go_to_the_late_joiner_only()
    {
        string endpoint = Inproc();
        await using Publisher publisher = new(endpoint, On(new PublisherOptions { LastValueCache = true }));
        await using Subscriber early = new(endpoint, On(new SubscriberOptions()));
        early.SubscribePrefix("updates/");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("updates/a", "1");
        await publisher.PublishAsync("updates/b", "2");

        await using Subscriber late = new(endpoint, On(new SubscriberOptions()));
        late.SubscribePrefix("updates/");
        Assert.That(await NextAsync(late), Is.EqualTo("updates/a: 1"));
        Assert.That(await NextAsync(late), Is.EqualTo("updates/b: 2"));
        await publisher.PublishAsync("updates/c", "3");
        Assert.That(await NextAsync(late), Is.EqualTo("updates/c: 3"));

        string[] expected = DropsAreCounted
            ? ["updates/a: 1", "updates/b: 2", "updates/c: 3"]
            : ["updates/a: 1", "updates/b: 2", "updates/a: 1", "updates/b: 2", "updates/c: 3"];
        foreach (string message in expected)
        {
            Assert.That(await NextAsync(early), Is.EqualTo(message));
        }
    }

    [Test]
    public async Task A_peer_that_subscribes_repeatedly_is_sent_no_more_than_its_queue_holds()
    {
        const int Topics = 1000;
        const int Subscriptions = 400;
        const int Queue = 100;
        string endpoint = Inproc();
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using Publisher publisher = new(
            endpoint,
            On(new PublisherOptions { LastValueCache = true, LastValueCacheCapacity = Topics, SendHighWatermark = Queue }, reactor));
        await using Subscriber regular = new(endpoint, "marker", On(new SubscriberOptions { ReceiveHighWatermark = Queue }));
        await publisher.WaitForSubscriberAsync(1, Limit);
        for (int i = 0; i < Topics; i++)
        {
            await publisher.PublishAsync($"topic/{i}", "old");
        }

        await using AsyncSocket hostile = CreateSocket(SocketType.XSub);
        hostile.Configure(static socket => (socket.SendHighWatermark, socket.ReceiveHighWatermark) = (0, Queue));
        hostile.Connect(endpoint);
        for (int i = 0; i < Subscriptions; i++)
        {
            await hostile.SendAsync(new byte[] { 1 }, Limit);
        }

        await publisher.WaitForSubscriberAsync(1 + Subscriptions, Limit);
        await publisher.PublishAsync("marker", "new");
        Assert.That(await NextAsync(regular), Is.EqualTo("marker: new"));
        long sentAgain = publisher.Statistics.Sent - Topics - 1;
        if (DropsAreCounted)
        {
            Assert.That(sentAgain, Is.LessThanOrEqualTo(2 * Queue), "no more than its queue holds");
            await Eventually(
                () => publisher.Statistics.Dropped + publisher.Statistics.Sent >= ((Subscriptions + 1) * Topics) + 1, "all others are counted");
        }
        else
        {
            Assert.That(sentAgain, Is.LessThanOrEqualTo(Topics), "those of one second, and the clock does not advance");
            await Eventually(() => publisher.Statistics.Dropped == (Subscriptions - 1) * Topics, "all others are counted");
        }
    }

    [Test]
    public void A_reader_of_the_cache_gets_each_value_once_whatever_is_published_meanwhile()
    {
        const int Capacity = 100;
        LastValueCache cache = new(Capacity);
        for (int i = 0; i < Capacity; i++)
        {
            Keep(cache, $"t/{i}");
        }

        MultipartMessage[] copies = new MultipartMessage[10];
        LastValueCache.Cursor cursor = default;
        List<string> read = [];
        Assert.That(Read(), Is.EqualTo(10));
        Keep(cache, "t/9", "the one that was read last, again");
        Keep(cache, "t/10", "the one to be read next, again");
        Keep(cache, "t/new", "makes the oldest go");
        Assert.That(CountRest(), Is.EqualTo(Capacity - 11));
        while (Read() > 0)
        {
        }

        cache.End();
        Assert.That(read, Is.EqualTo(Enumerable.Range(0, Capacity).Where(static i => i != 10).Select(static i => $"t/{i}")));

        // The cursor does not move.
        int CountRest()
        {
            LastValueCache.Cursor copy = cursor;
            return cache.CountRest("t/"u8, ref copy);
        }

        int Read()
        {
            int count = cache.Read("t/"u8, ref cursor, copies);
            foreach (MultipartMessage copy in copies.AsSpan(0, count))
            {
                read.Add(copy[0].ToString());
                copy.Dispose();
            }

            return count;
        }
    }

    private static void Keep(LastValueCache cache, string topic, string payload = "x")
    {
        using MultipartMessage message = MultipartMessage.Create(topic, payload);
        cache.Keep(message);
    }

    private async Task<string> NextAsync(Subscriber subscriber)
    {
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        return message.ToString();
    }
}
