namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>The guarantees of durable topics while the engine is there.</summary>
public abstract class TopicsConformance : TopicsTest
{
    [Test]
    public async Task A_late_subscriber_catches_up_and_then_follows()
    {
        ClusterBroker publisher = Join();
        ClusterBroker subscriber = Join();
        ulong[] sequences = [await PublishAsync(publisher, "prices", "1"), await PublishAsync(publisher, "news", "2"), await PublishAsync(publisher, "prices", "3")];
        Assert.That(sequences, Is.Ordered.Ascending.And.Unique);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber);
        await using IAsyncEnumerator<DurablePublication> prices = Subscribe(subscriber, "prices");
        Assert.That(await TextsAsync(all, 3), Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(await TextsAsync(prices, 2), Is.EqualTo(new[] { "1", "3" }));
        Task<DurablePublication> waiting = NextAsync(prices);
        ulong last = await PublishAsync(publisher, "prices", "4", id: "the-id");
        DurablePublication publication = await waiting;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((publication.Topic, publication.Sequence, publication.Id, publication.Missed, publication.IsLogNew), Is.EqualTo(("prices", last, "the-id", 0ul, false)));
            Assert.That(publication.Time, Is.GreaterThan(DateTimeOffset.UnixEpoch));
            Assert.That(publication.Read(), Is.EqualTo("4"));
        }

        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "4" }));
    }

    [Test]
    public async Task Readings_begin_at_a_number_at_a_time_or_with_the_last_of_each_topic()
    {
        ClusterBroker broker = Join();
        _ = await PublishAsync(broker, "prices/EUR", "1");
        _ = await PublishAsync(broker, "prices/USD", "2");
        ulong third = await PublishAsync(broker, "prices/EUR", "3");
        await using IAsyncEnumerator<DurablePublication> numbered = Subscribe(broker, from: DurablePosition.From(third));
        await using IAsyncEnumerator<DurablePublication> timed = Subscribe(broker, from: DurablePosition.From(DateTimeOffset.UnixEpoch));
        await using IAsyncEnumerator<DurablePublication> last = Subscribe(broker, "prices/", DurablePosition.LastPerSubject, isPrefix: true);
        await using IAsyncEnumerator<DurablePublication> future = Subscribe(broker, from: DurablePosition.From(third + 1));
        Assert.That(await TextsAsync(numbered, 1), Is.EqualTo(new[] { "3" }));
        Assert.That(await TextsAsync(timed, 3), Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(await TextsAsync(last, 2), Is.EqualTo(new[] { "2", "3" }));
        Task<string[]> waiting = TextsAsync(future, 1);
        _ = await PublishAsync(broker, "prices/EUR", "4");
        _ = await PublishAsync(broker, "prices/EUR", "5");
        Assert.That(await waiting, Is.EqualTo(new[] { "4" }));
        Assert.That(await TextsAsync(last, 2), Is.EqualTo(new[] { "4", "5" }));
    }

    [Test]
    public async Task A_number_that_the_log_has_not_reached_is_one_of_a_lost_log()
    {
        ClusterBroker broker = Join();
        _ = await PublishAsync(broker, "a", "1");
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker, from: DurablePosition.From(1000));
        DurablePublication first = await NextAsync(all);
        Assert.That((first.Sequence, first.IsLogNew), Is.EqualTo((1ul, true)));
    }

    [Test]
    public async Task Any_topic_is_kept_and_found_by_its_prefix()
    {
        string[] topics = ["a b/☂", "a b/*", "a b", "50%/x.y", "a bc"];
        ClusterBroker broker = Join();
        foreach (string topic in topics)
        {
            _ = await PublishAsync(broker, topic, topic);
        }

        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        foreach (string topic in topics)
        {
            DurablePublication publication = await NextAsync(all);
            Assert.That((publication.Topic, publication.Read<string>()), Is.EqualTo((topic, topic)));
        }

        await using IAsyncEnumerator<DurablePublication> some = Subscribe(broker, "a b/", isPrefix: true);
        Assert.That(await TextsAsync(some, 2), Is.EqualTo(new[] { "a b/☂", "a b/*" }));
        await using IAsyncEnumerator<DurablePublication> one = Subscribe(broker, "a b");
        Assert.That(await TextsAsync(one, 1), Is.EqualTo(new[] { "a b" }));
        Assert.That(() => broker.SubscribeDurably(new string('☂', 100)), Throws.ArgumentException);
        Assert.That(async () => await PublishAsync(broker, new string('a', 256), "x"), Throws.ArgumentException);
        Assert.That(async () => await PublishAsync(broker, "a", "x", id: "with blank"), Throws.ArgumentException);
    }

    [Test]
    public async Task Payloads_are_typed_or_frames()
    {
        ClusterBroker broker = Join();
        Price price = new("EUR", 1.25m);
        _ = await PublishAsync(broker, "a", price);
        _ = await PublishAsync(broker, "a", new byte[] { 1, 2 });
        MultipartMessage frames = MultipartMessage.Create();
        frames.Add("one");
        frames.Add("two");
        _ = await PublishAsync(broker, "a", frames);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        DurablePublication typed = await NextAsync(all);
        Assert.That((typed.TypeName, typed.Read(), typed.Read<Price>()), Is.EqualTo((nameof(Price), (object)price, price)));
        Assert.That((await NextAsync(all)).Read(), Is.EqualTo(new byte[] { 1, 2 }));
        DurablePublication several = await NextAsync(all);
        Assert.That(several.TypeName, Is.Null);
        Assert.That(several.Frames.Select(static frame => System.Text.Encoding.UTF8.GetString(frame.Span)), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(several.Read(), Is.SameAs(several.Frames));
        Assert.That(several.Read<string>, Throws.TypeOf<ActorSerializationException>());
        Assert.That(async () => await PublishAsync(broker, "a", new Version(1, 2)), Throws.TypeOf<ActorSerializationException>().With.Message.Contains("Version"));
        await Engine.Log.AppendAsync(
            DurableStream.Topics,
            new DurableMessage { Id = "1", Subject = "a", Frames = [new byte[1]], Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Type"] = "unknown" } },
            Limit);
        DurablePublication unknown = await NextAsync(all);
        Assert.That(unknown.Read, Throws.TypeOf<ActorSerializationException>().With.Message.Contains("unknown type 'unknown'"));
        Assert.That(unknown.Read<byte[]>(), Is.EqualTo(new byte[1]), "the reading goes on");
    }

    [Test]
    public async Task A_publication_with_a_known_id_is_stored_once()
    {
        ClusterBroker broker = Join();
        ulong first = await PublishAsync(broker, "a", "1", id: "id");
        Assert.That(await PublishAsync(Join(), "a", "1", id: "id"), Is.EqualTo(first));
        _ = await PublishAsync(broker, "a", "2", id: "other");
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        Assert.That(await TextsAsync(all, 2), Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task A_slow_consumer_holds_up_itself_alone()
    {
        const int Count = 2500;
        ClusterBroker broker = Join();
        await using IAsyncEnumerator<DurablePublication> slow = Subscribe(broker);
        await using IAsyncEnumerator<DurablePublication> fast = Subscribe(broker);
        _ = await PublishAsync(broker, "a", "first");
        Assert.That(await TextsAsync(slow, 1), Is.EqualTo(new[] { "first" }));
        Assert.That(await TextsAsync(fast, 1), Is.EqualTo(new[] { "first" }));
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => PublishAsync(broker, "a", $"{i}")));
        string[] read = await TextsAsync(fast, Count);
        Assert.That(read.Order(StringComparer.Ordinal), Is.EqualTo(Enumerable.Range(0, Count).Select(static i => $"{i}").Order(StringComparer.Ordinal)), "each once");
        Assert.That(await TextsAsync(slow, Count), Is.EqualTo(read));
        Assert.That(broker.Topics.Published, Is.EqualTo(Count + 1));
    }

    [Test]
    public async Task A_subscription_ends_when_it_is_cancelled()
    {
        ClusterBroker broker = Join();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        await using IAsyncEnumerator<DurablePublication> all = broker.SubscribeDurably(string.Empty, cancellationToken: end.Token).GetAsyncEnumerator(end.Token);
        _ = await PublishAsync(broker, "a", "1");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
        Task<bool> waiting = all.MoveNextAsync().AsTask();
        await end.CancelAsync();
        Assert.That(async () => await waiting.WaitAsync(Limit), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(broker.Topics.Subscriptions, Is.Zero);
    }

    [Test]
    public async Task Subscriptions_end_and_publications_fail_when_the_broker_leaves()
    {
        ClusterBroker broker = Join();
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        _ = await PublishAsync(broker, "a", "1");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
        Task<bool> waiting = all.MoveNextAsync().AsTask();
        await broker.DisposeAsync();
        Assert.That(await waiting.WaitAsync(Limit), Is.False);
        Assert.That(async () => await PublishAsync(broker, "a", "2"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await NextAsync(Subscribe(broker)), Throws.TypeOf<ObjectDisposedException>());
    }
}
