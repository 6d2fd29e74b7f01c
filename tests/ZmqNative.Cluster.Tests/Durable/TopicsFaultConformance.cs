namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>The guarantees of durable topics while the engine is gone, has removed entries, or was lost.</summary>
public abstract class TopicsFaultConformance : TopicsTest
{
    [Test]
    public async Task A_reading_continues_behind_the_last_publication_when_the_engine_is_back()
    {
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker publisher = Join();
        ClusterBroker subscriber = Join(faulty);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber);
        _ = await PublishAsync(publisher, "a", "1");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
        Task<string[]> waiting = TextsAsync(all, 3);
        for (int i = 2; i <= 4; i++)
        {
            faulty.Cut();
            await Eventually(() => subscriber.Topics.Failure is not null || waiting.IsCompleted, "the subscription notices the loss");
            _ = await PublishAsync(publisher, "a", $"{i}");
            faulty.Repair();
            await Eventually(() => subscriber.Topics.Read >= i, $"{i} is read");
        }

        Assert.That(await waiting, Is.EqualTo(new[] { "2", "3", "4" }));
        await using IAsyncEnumerator<DurablePublication> again = Subscribe(subscriber);
        Assert.That(await TextsAsync(again, 4), Is.EqualTo(new[] { "1", "2", "3", "4" }));
    }

    [Test]
    public async Task One_loss_of_a_reading_is_no_interruption_and_several_without_a_new_publication_are()
    {
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker publisher = Join();
        ClusterBroker subscriber = Join(faulty);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber);
        _ = await PublishAsync(publisher, "a", "1");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
        Task<string[]> waiting = TextsAsync(all, 1);
        for (int loss = 1; loss <= 3; loss++)
        {
            // Each reading that begins again has the last publication once more.
            int opened = faulty.Opened;
            await Eventually(() => faulty.Readings == 1, "it reads");
            faulty.EndReadings();
            await Eventually(() => faulty.Opened > opened && faulty.Readings == 1, "it reads again");
            Assert.That(subscriber.Topics.Failure, loss == 1 ? Is.Null : Is.TypeOf<ClusterEngineException>(), $"after loss {loss}");
        }

        _ = await PublishAsync(publisher, "a", "2");
        Assert.That(await waiting, Is.EqualTo(new[] { "2" }));
        Assert.That(subscriber.Topics.Failure, Is.Null);
    }

    [Test]
    public async Task A_publication_fails_in_time_when_the_engine_is_gone_or_does_not_answer()
    {
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker broker = Join(faulty, Short with { MaxDurableInFlight = 1 });
        faulty.Cut();
        ClusterEngineException? gone = await Assert.ThrowsAsync<ClusterEngineException>(() => PublishAsync(broker, "a", "1", id: "one"));
        Assert.That(gone!.Message, Does.Contain("'one'").And.Contain("cut off").And.Contain("may be stored"));
        faulty.Repair();
        faulty.Hang();
        Task<ulong>[] publishing = [PublishAsync(broker, "a", "2"), PublishAsync(broker, "a", "3")];
        foreach (Task<ulong> one in publishing)
        {
            Assert.That(async () => await one.WaitAsync(Limit), Throws.TypeOf<ClusterEngineException>());
        }

        Assert.That(publishing[1].Exception!.InnerException!.Message, Does.Contain("MaxDurableInFlight").Or.Contain("not confirmed"));
        Assert.That(broker.Topics.Failed, Is.EqualTo(3));
        faulty.Repair();
        ulong stored = 0;
        while (stored == 0)
        {
            try
            {
                stored = await PublishAsync(broker, "a", "4");
            }
            catch (ClusterEngineException)
            {
                // A busy machine may not open the log within the short time.
            }
        }
    }

    [Test]
    public async Task A_publication_is_repeated_and_the_log_is_opened_again_when_the_engine_is_back()
    {
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker broker = Join(faulty, Options);
        Assert.That(faulty.Opened, Is.Zero, "with the first use");
        _ = await PublishAsync(broker, "a", "1");
        _ = await PublishAsync(broker, "a", "2");
        Assert.That(faulty.Opened, Is.EqualTo(1));
        faulty.Cut();
        Task<ulong> publishing = PublishAsync(broker, "a", "3");
        Assert.That(publishing.IsCompleted, Is.False);
        faulty.Repair();
        _ = await publishing.WaitAsync(Limit);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(broker);
        Assert.That(await TextsAsync(all, 3), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task A_publication_is_repeated_when_the_client_of_the_engine_has_cancelled_it()
    {
        FaultyLogEngine faulty = new(Engine) { CancelsNextAppend = true };
        ClusterBroker broker = Join(faulty);
        Assert.That(await PublishAsync(broker, "a", "1"), Is.EqualTo(1));
        Assert.That((faulty.CancelsNextAppend, broker.Topics.Failed), Is.EqualTo((false, 0L)));
    }

    [Test]
    public async Task A_subscription_ends_though_the_client_of_the_engine_does_not_end_its_reading()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FaultyLogEngine faulty = new(Engine)
        {
            Reading = () =>
            {
                _ = begun.TrySetResult();
                return goOn.Task;
            },
        };
        ClusterBroker subscriber = Join(faulty);
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<DurablePublication> all = subscriber.SubscribeDurably(string.Empty, cancellationToken: cancel.Token).GetAsyncEnumerator(cancel.Token);
        Task<bool> next = all.MoveNextAsync().AsTask();
        await begun.Task.WaitAsync(Limit);
        await cancel.CancelAsync();
        await Eventually(() => next.IsCompleted, "the subscription ends");
        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
        goOn.SetResult();
    }

    [Test]
    public async Task A_broker_that_has_not_joined_publishes_and_subscribes()
    {
        // Another number of shards is refused.
        ClusterBroker first = Join();
        await first.WaitUntilJoinedAsync(Limit);
        ClusterBroker refused = Join(options: Options with { Shards = 8 });
        await Eventually(() => refused.State == ClusterState.Refused, "refused");
        _ = await PublishAsync(refused, "a", "1");
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(refused);
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Publications_that_the_limit_has_removed_are_counted()
    {
        const int Count = 40;
        ClusterOptions limited = Options with { DurableLog = new DurableLogSettings { TopicsMaxBytes = 16_384 } };
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker publisher = Join(options: limited);
        ClusterBroker subscriber = Join(faulty, limited);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber);
        await using IAsyncEnumerator<DurablePublication> rare = Subscribe(subscriber, "rare");
        _ = await PublishAsync(publisher, "rare", "first");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "first" }));
        Assert.That(await TextsAsync(rare, 1), Is.EqualTo(new[] { "first" }));

        // Those that wait end with the cut. What a client has in its buffer is not lost with the connection.
        Task<DurablePublication> waitingForAll = NextAsync(all);
        Task<DurablePublication> waitingForRare = NextAsync(rare);
        faulty.Cut();
        await Eventually(() => faulty.Readings == 0, "the readings have ended");
        ulong last = 0;
        for (int i = 0; i < Count; i++)
        {
            last = await PublishAsync(publisher, "a", new string('x', 1024));
        }

        last = await PublishAsync(publisher, "rare", "last");
        faulty.Repair();
        DurablePublication next = await waitingForAll;
        Assert.That(next.Missed, Is.GreaterThan(0).And.EqualTo(next.Sequence - 2));
        ulong read = 1;
        for (; next.Sequence < last; read++)
        {
            next = await NextAsync(all);
            Assert.That(next.Missed, Is.Zero);
        }

        DurablePublication only = await waitingForRare;
        Assert.That((only.Read(), only.Missed), Is.EqualTo(((object)"last", Count + 1 - read)), "as many as can be missing");
        Assert.That(subscriber.Topics.Missed, Is.EqualTo((long)(2 * only.Missed)));
    }

    [TestCase(1)]
    [TestCase(9)]
    public async Task A_log_that_was_made_anew_is_read_from_its_begin(int published)
    {
        IClusterEngine other = await AddEngineAsync();
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker before = Join();
        ClusterBroker after = Join(other);
        ClusterBroker subscriber = Join(faulty);
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber);
        for (int i = 0; i < 4; i++)
        {
            _ = await PublishAsync(before, "a", $"{i}");
        }

        Assert.That(await TextsAsync(all, 4), Is.EqualTo(new[] { "0", "1", "2", "3" }));
        Task<DurablePublication> waiting = NextAsync(all);
        faulty.Cut();
        for (int i = 0; i < published; i++)
        {
            _ = await PublishAsync(after, "a", $"new {i}");
        }

        faulty.Repair(other);
        DurablePublication first = await waiting;
        Assert.That((first.Read(), first.Sequence, first.Missed, first.IsLogNew), Is.EqualTo(((object)"new 0", 1ul, 0ul, true)));
        for (int i = 1; i < published; i++)
        {
            DurablePublication next = await NextAsync(all);
            Assert.That((next.Read(), next.IsLogNew), Is.EqualTo(((object)$"new {i}", false)));
        }
    }

    [Test]
    public async Task A_loss_of_the_log_that_the_client_takes_for_silence_is_noticed()
    {
        IClusterEngine other = await AddEngineAsync();
        _ = await PublishAsync(Join(other), "a", "new");
        FaultyLogEngine faulty = new(Engine);
        ClusterBroker subscriber = Join(faulty, Options with { DurableTimeout = TimeSpan.FromSeconds(1) });
        await using IAsyncEnumerator<DurablePublication> all = Subscribe(subscriber);
        _ = await PublishAsync(Join(), "a", "old");
        Assert.That(await TextsAsync(all, 1), Is.EqualTo(new[] { "old" }));
        Task<DurablePublication> waiting = NextAsync(all);

        // The reading of the old log goes on, without an entry.
        faulty.Repair(other);
        DurablePublication first = await waiting;
        Assert.That((first.Read(), first.Sequence, first.IsLogNew), Is.EqualTo(((object)"new", 1ul, true)));
    }
}
