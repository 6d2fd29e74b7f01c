namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>Durable tells on the engine in memory: limits, refusals and stops.</summary>
public sealed class DurableTellTests : DurableTellTest
{
    private const int Places = 16;

    private static ClusterOptions FewPlaces => OneShard with { DurableTells = OneShard.DurableTells with { MaxHeldPerShard = Places } };

    [TestCase("fail", Description = "its handler throws")]
    [TestCase("wait", Description = "its handler takes long")]
    public async Task A_key_that_is_held_up_takes_one_place_and_continues_in_order(string first)
    {
        const int Held = 2000;
        ClusterBroker owner = await JoinAccountsAsync("owner", FewPlaces);
        _ = await owner.TellDurablyAsync("account/held", first, cancellationToken: Limit);
        for (int i = 0; i < Held; i++)
        {
            _ = await owner.TellDurablyAsync("account/held", $"{i}", cancellationToken: Limit);
        }

        for (int i = 0; i < 200; i++)
        {
            _ = await owner.TellDurablyAsync($"account/{i % 10}", $"{i}", cancellationToken: Limit);
        }

        int most = 0;
        await Eventually(
            () =>
            {
                most = Math.Max(most, owner.Tells.MostTaken);
                return Store.Count == 200;
            },
            "the other keys go on");
        Assert.That(Store.Of("held"), Is.Empty);
        Assert.That(most, Is.LessThanOrEqualTo(Places));
        await Eventually(() => owner.Tells.MostTaken == 1 && owner.Statistics.TellsWaiting is > Held and <= Held + (4 * Places), "one place, and some that wait for it to be acknowledged");
        EndFailures();
        Open();
        await LeftAsync(Engine, 0);
        Assert.That(Store.Of("held"), Is.EqualTo(new[] { first }.Concat(Enumerable.Range(0, Held).Select(static i => $"{i}"))));
        await Eventually(() => owner.Tells.MostTaken == 0 && owner.Statistics.TellsWaiting == 0, "no place");
        for (int i = 0; i < 10; i++)
        {
            Assert.That(Store.Of($"{i}"), Is.EqualTo(Enumerable.Range(0, 20).Select(j => $"{i + (10 * j)}")));
        }
    }

    [Test]
    public async Task Tells_that_the_log_has_behind_those_in_memory_count_as_waiting()
    {
        const int Tells = 100;
        ClusterBroker sender = await JoinAccountsAsync("sender", FewPlaces with { TakesShards = false });
        for (int i = 0; i < Tells; i++)
        {
            // More keys than places, of which none goes on.
            _ = await sender.TellDurablyAsync($"account/{i}", "wait", cancellationToken: Limit);
        }

        ClusterBroker owner = await JoinAccountsAsync("owner", FewPlaces);
        await Eventually(() => owner.Tells.MostTaken == Places && owner.Statistics.TellsWaiting == Tells, "all are counted");
        Open();
        await LeftAsync(Engine, 0);
        await Eventually(() => owner.Statistics.TellsWaiting == 0, "none waits");
    }

    [Test]
    public async Task Tells_behind_a_reading_that_began_anew_count_as_waiting()
    {
        ClusterOptions options = FewPlaces with { TimeProvider = Time };
        FaultyLogEngine faulty = new(TimedEngine);
        ClusterBroker owner = await JoinAccountsAsync("owner", options, faulty);
        ClusterBroker sender = await JoinAccountsAsync("sender", options with { TakesShards = false }, TimedEngine);
        string[] texts = [.. Enumerable.Range(0, 6).Select(static i => $"wait {i}")];
        foreach (string text in texts[..4])
        {
            // As many as one key may have in memory.
            _ = await sender.TellDurablyAsync("account/a", text, cancellationToken: Limit);
        }

        await Eventually(() => owner.Statistics.TellsWaiting == 4, "all are in memory");
        // The next reading begins with the virtual time.
        faulty.EndReadings();
        await Eventually(() => owner.Statistics.TellReadingFailures == 1 && faulty.Readings == 0, "the reading has ended");
        foreach (string text in texts[4..])
        {
            _ = await sender.TellDurablyAsync("account/a", text, cancellationToken: Limit);
        }

        await AdvanceUntilAsync(() => faulty.Readings == 1);
        await Eventually(() => owner.Statistics.TellsWaiting == 6, "those in memory, and those behind them");
        Open();
        await LeftAsync(TimedEngine, 0);
        Assert.That(Store.Of("a"), Is.EqualTo(texts));
    }

    [Test]
    public async Task A_tell_waits_for_space_in_a_full_log_and_fails_at_its_time_limit()
    {
        ClusterOptions options = OneShard with { DurableLog = new DurableLogSettings { TellsMaxBytes = 1024 }, DurableTimeout = TimeSpan.FromMinutes(2) };
        FaultyLogEngine counting = new(Engine);
        ClusterBroker owner = await JoinAccountsAsync("owner", options, counting);
        ClusterBroker impatient = await JoinAccountsAsync("impatient", options with { TakesShards = false, DurableTimeout = TimeSpan.FromMilliseconds(200) });
        string text = new('x', 800);
        _ = await owner.TellDurablyAsync("account/1", $"wait {text}", cancellationToken: Limit);
        ClusterEngineException? full = null;
        while (full?.Message.Contains("TellsMaxBytes", StringComparison.Ordinal) is not true)
        {
            // A busy machine may not come to an attempt within the short time.
            full = await Assert.ThrowsAsync<ClusterEngineException>(async () => await impatient.TellDurablyAsync("account/1", text, "refused", Limit));
        }

        int opened = counting.Opened;
        Task<DurableReceipt> waiting = owner.TellDurablyAsync("account/1", text, "stored", Limit);
        await Eventually(() => counting.Refusals >= 3, "it is refused again and again");
        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(counting.Opened, Is.EqualTo(opened), "the log is open");
        Open();
        _ = await waiting;
        await LeftAsync(Engine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { $"wait {text}", text }));
    }

    [Test]
    public async Task A_key_that_fails_again_and_again_behind_a_failure_continues_in_order()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", FewPlaces with { DurableTells = FewPlaces.DurableTells with { MaxAttempts = 2 } });
        string[] texts = [.. Enumerable.Range(0, 200).Select(static i => i % 7 == 0 ? $"fail {i}" : $"{i}")];
        foreach (string text in texts)
        {
            _ = await owner.TellDurablyAsync("account/1", text, cancellationToken: Limit);
        }

        await LeftAsync(Engine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(texts.Where(static text => text[0] != 'f')));
        Assert.That((await ListAsync(owner)).Select(static letter => letter.Reason), Is.EqualTo(texts.Where(static text => text[0] == 'f').Select(static text => $"InvalidOperationException: {text} is refused")));
    }

    [Test]
    public async Task A_tell_that_a_stopped_actor_has_not_handled_is_handled_by_the_next_one()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard);
        _ = await owner.TellDurablyAsync("account/1", "wait", cancellationToken: Limit);
        await Eventually(() => Attempts.Count == 1, "begun");
        ActorLifecycle.RequestStop(owner.Broker.Find("account/1")!, drain: false);
        await Eventually(() => Attempts.Count == 2, "begun again");
        Open();
        await LeftAsync(Engine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "wait" }));
        Assert.That(Attempts.Select(static attempt => attempt.Tell.Attempt), Is.All.EqualTo(1), "a stop is no failure");
    }

    [Test]
    public async Task An_append_that_waits_is_cancelled_and_only_a_number_is_in_flight()
    {
        FaultyEngine engine = new(Engine);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard with { MaxDurableInFlight = 1, DurableTimeout = TimeSpan.FromMinutes(2) }, engine);
        _ = await owner.TellDurablyAsync("account/1", "a", cancellationToken: Limit);
        engine.Cut();
        using CancellationTokenSource cancel = new();
        Task<DurableReceipt>[] appends = [.. Enumerable.Range(0, 3).Select(i => owner.TellDurablyAsync("account/1", "b", $"{i}", cancel.Token))];
        Assert.That(appends.Select(static append => append.IsCompleted), Is.All.False);
        await cancel.CancelAsync();
        foreach (Task<DurableReceipt> append in appends)
        {
            Assert.That(async () => await append, Throws.InstanceOf<OperationCanceledException>());
        }

        engine.Repair();
        _ = await owner.TellDurablyAsync("account/1", "c", cancellationToken: Limit);
        await LeftAsync(Engine, 0);
        await Eventually(() => Store.Of("1").SequenceEqual(["a", "c"]), "none of the others was stored");
    }

    [Test]
    public async Task An_append_that_waits_for_the_engine_ends_when_the_broker_leaves()
    {
        FaultyEngine engine = new(Engine);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard with { MaxDurableInFlight = 1, DurableTimeout = TimeSpan.FromMinutes(2), LeaveTimeout = TimeSpan.FromMilliseconds(100) }, engine);
        engine.Cut();
        Task[] appends =
        [
            owner.TellDurablyAsync("account/1", "in flight", cancellationToken: Limit),
            owner.TellDurablyAsync("account/1", "waits", cancellationToken: Limit),
            owner.PublishDurablyAsync("prices", "in flight", cancellationToken: Limit),
            owner.PublishDurablyAsync("prices", "waits", cancellationToken: Limit),
        ];
        await owner.DisposeAsync();
        foreach (Task append in appends)
        {
            Assert.That(async () => await append.WaitAsync(Generous), Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task Addresses_that_the_cluster_does_not_have_are_refused()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner");
        owner.Broker.Register("local/{id}", id => new Item(this, id), new KeyedOptions { StaysLocal = true });
        foreach (string address in (string[])["account", "unknown/1", "local/1", "account/1/child", "a b/1", ""])
        {
            Assert.That(async () => await owner.TellDurablyAsync(address, "a", cancellationToken: Limit), Throws.ArgumentException, address);

            // The end of the test sees whether the frame was disposed.
            Assert.That(async () => await owner.TellDurablyAsync(address, Frame.Copy("a"u8), cancellationToken: Limit), Throws.ArgumentException, address);
        }

        Assert.That(async () => await owner.PublishDurablyAsync(string.Empty, Frame.Copy("a"u8), cancellationToken: Limit), Throws.ArgumentException);

        Assert.That(async () => await owner.TellDurablyAsync("account/1", "a", "an id", Limit), Throws.ArgumentException);
        Assert.That(async () => await owner.TellDurablyAsync("account/1", new object(), cancellationToken: Limit), Throws.TypeOf<ActorSerializationException>());
        await owner.DisposeAsync();
        Assert.That(async () => await owner.TellDurablyAsync("account/1", "a", cancellationToken: Limit), Throws.TypeOf<ObjectDisposedException>());
        Assert.That((await Engine.Log.GetStateAsync(DurableStream.Tells, cancellationToken: Limit)).LastSequence, Is.Zero);
    }

    [Test]
    public async Task A_log_that_was_lost_and_made_anew_is_read_from_its_begin()
    {
        FaultyEngine engine = new(Engine);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard, engine);
        for (int i = 0; i < 5; i++)
        {
            _ = await owner.TellDurablyAsync("account/1", $"{i}", cancellationToken: Limit);
        }

        await LeftAsync(Engine, 0);
        InMemoryCluster anew = new(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));
        engine.Cut();
        engine.Repair(new InMemoryClusterParts(Engine.Directory, anew.Log));
        DurableReceipt receipt = await owner.TellDurablyAsync("account/1", "anew", cancellationToken: Limit);
        Assert.That(receipt.Sequence, Is.EqualTo(1));
        await LeftAsync(anew, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "0", "1", "2", "3", "4", "anew" }));
    }

    [Test]
    public async Task A_dead_letter_of_a_lost_log_is_not_taken_for_that_of_the_new_one_with_its_number()
    {
        FaultyEngine engine = new(Engine);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard with { DurableTells = OneShard.DurableTells with { MaxAttempts = 1 } }, engine);
        _ = await owner.TellDurablyAsync("account/1", "fail old", cancellationToken: Limit);
        await LeftAsync(Engine, 0);
        DurableDeadLetter old = (await ListAsync(owner)).Single();
        InMemoryCluster anew = new(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));
        engine.Cut();
        engine.Repair(new InMemoryClusterParts(Engine.Directory, anew.Log));
        _ = await owner.TellDurablyAsync("account/1", "fail new", cancellationToken: Limit);
        await LeftAsync(anew, 0);
        DurableDeadLetter current = (await ListAsync(owner)).Single();
        Assert.That(current.Sequence, Is.EqualTo(old.Sequence));
        Assert.That(await owner.DeadLetters.RemoveAsync(old, Limit), Is.False);
        Assert.That((await ListAsync(owner)).Single().Reason, Does.Contain("fail new"));
        Assert.That(await owner.DeadLetters.RemoveAsync(current, Limit), Is.True);
    }

    [Test]
    public async Task An_entry_whose_removal_the_engine_has_lost_is_removed_again_while_its_key_is_busy()
    {
        FaultyLogEngine faulty = new(Engine) { LosesRemovals = true };
        ClusterBroker one = await JoinAccountsAsync("one", OneShard, faulty);
        _ = await one.TellDurablyAsync("account/a", "0", cancellationToken: Limit);
        _ = await one.TellDurablyAsync("account/a", "wait 1", cancellationToken: Limit);
        await Eventually(() => Attempts.Count == 2, "the second one is being handled");
        Assert.That(await CountAsync(Engine, DurableStream.Tells, Limit), Is.EqualTo(2));
        faulty.LosesRemovals = false;
        faulty.Cut();
        await Eventually(() => faulty.Readings == 0, "the reading ends");
        faulty.Repair();
        await LeftAsync(Engine, 1);
        Open();
        await LeftAsync(Engine, 0);
        Assert.That(Attempts.Select(static attempt => attempt.Text), Is.EqualTo(new[] { "0", "wait 1" }));
    }

    [Test]
    public async Task A_shard_that_its_former_owner_has_marked_is_read_with_all_others()
    {
        const int Tells = 100;
        ulong mark = await Engine.Directory.TryWriteAsync(DirectoryTable.Shards, ClusterTable.KeyOfGaps(0), "{}"u8.ToArray(), 0, Limit) ?? 0;
        ClusterBroker sender = await JoinAccountsAsync("sender", LongLease with { TakesShards = false });
        for (int i = 0; i < Tells; i++)
        {
            _ = await sender.TellDurablyAsync($"account/{i}", "wait", cancellationToken: Limit);
        }

        ClusterBroker owner = await JoinAccountsAsync("owner");
        await Eventually(() => Attempts.Count == Tells, "all are read");

        // Its removal may still come.
        Assert.That(await Engine.Directory.TryDeleteAsync(DirectoryTable.Shards, ClusterTable.KeyOfGaps(0), mark, Limit), Is.False);
        Open();
        await LeftAsync(Engine, 0);
        Assert.That(Store.Count, Is.EqualTo(Tells));
        await MarkedAsync(Engine, false);
        await Eventually(() => owner.Statistics.TellsWaiting == 0, "none waits");
    }

    [Test]
    public async Task Tells_that_were_stored_before_any_owner_has_joined_are_handled()
    {
        ClusterBroker sender = await JoinAccountsAsync("sender", LongLease with { TakesShards = false });
        _ = await sender.TellDurablyAsync("account/1", "a", cancellationToken: Limit);
        Assert.That(await CountAsync(Engine, DurableStream.Tells, Limit), Is.EqualTo(1));
        _ = await JoinAccountsAsync("owner");
        await LeftAsync(Engine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "a" }));
    }

    private sealed class InMemoryClusterParts(IActorDirectory directory, IDurableLog log) : IClusterEngine
    {
        public IActorDirectory Directory => directory;

        public IDurableLog Log => log;
    }
}
