namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>The guarantees of durable tells, on each engine.</summary>
public abstract class DurableTellConformance : DurableTellTest
{
    private const int Keys = 5;
    private const int TellsPerKey = 20;

    /// <summary>The engine of the test.</summary>
    protected abstract IClusterEngine SharedEngine { get; }

    /// <summary>Lets the engine be gone.</summary>
    protected abstract Task CutAsync();

    /// <summary>Lets the engine be back, with what it has stored.</summary>
    protected abstract Task RepairAsync();

    [Test]
    public async Task Tells_are_handled_in_order_per_key_and_acknowledged()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", LongLease, SharedEngine);
        ClusterBroker sender = await JoinAccountsAsync("sender", LongLease with { TakesShards = false }, SharedEngine);
        List<DurableReceipt> receipts = [];
        for (int i = 0; i < TellsPerKey; i++)
        {
            receipts.AddRange(await Task.WhenAll(Enumerable.Range(0, Keys).Select(key => sender.TellDurablyAsync($"account/{key}", $"yield {i}", $"{key}.{i}", Limit))));
        }

        await LeftAsync(SharedEngine, 0);
        for (int key = 0; key < Keys; key++)
        {
            Assert.That(Store.Of($"{key}"), Is.EqualTo(Enumerable.Range(0, TellsPerKey).Select(static i => $"yield {i}")));
        }

        Assert.That(Attempts, Has.Count.EqualTo(Keys * TellsPerKey));
        Assert.That(Attempts.Select(static attempt => (attempt.Tell.Id, attempt.Tell.Sequence)), Is.EquivalentTo(receipts.Select(static receipt => (receipt.Id, receipt.Sequence))));
        Assert.That(Attempts.Select(static attempt => attempt.Tell.Attempt), Is.All.EqualTo(1));
        await Eventually(() => owner.Statistics.TellsWaiting == 0, "nothing waits");
        Assert.That((sender.Statistics.TellsAppended, owner.Statistics.TellsHandled, owner.Statistics.TellsRetried), Is.EqualTo((100L, 100L, 0L)));
        Assert.That(owner.Broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task A_message_with_a_known_id_is_handled_once()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", LongLease, SharedEngine);
        DurableReceipt first = await owner.TellDurablyAsync("account/1", "a", "id", Limit);
        Assert.That(await owner.TellDurablyAsync("account/1", "a", "id", Limit), Is.EqualTo(first));
        await LeftAsync(SharedEngine, 0);
        Assert.That(await owner.TellDurablyAsync("account/1", "a", "id", Limit), Is.EqualTo(first), "also when it was handled");
        _ = await owner.TellDurablyAsync("account/1", "b", cancellationToken: Limit);
        await Eventually(() => Store.Count == 2, "both");
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_message_that_fails_holds_up_its_key_alone()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard, SharedEngine);
        string[] texts = ["a", "fail", "b", "c"];
        foreach (string text in texts)
        {
            _ = await owner.TellDurablyAsync("account/held", text, cancellationToken: Limit);
            _ = await owner.TellDurablyAsync("account/free", text[0] == 'f' ? "x" : text, cancellationToken: Limit);
        }

        await Eventually(() => Store.Of("free").Length == 4 && Attempts.Count(static attempt => attempt.Text == "fail") >= 3, "the other key goes on");
        Assert.That(Store.Of("held"), Is.EqualTo(new[] { "a" }));
        EndFailures();
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("held"), Is.EqualTo(texts));
        int[] numbers = [.. Attempts.Where(static attempt => attempt.Text == "fail").Select(static attempt => attempt.Tell.Attempt)];
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Length)));
        Assert.That(owner.Statistics.TellsRetried, Is.EqualTo(numbers.Length - 1));
        Assert.That(await ListAsync(owner), Is.Empty);
    }

    [Test]
    public async Task A_message_that_always_fails_becomes_a_dead_letter_which_can_be_sent_again()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard with { DurableTells = OneShard.DurableTells with { MaxAttempts = 3 } }, SharedEngine);
        DurableReceipt receipt = await owner.TellDurablyAsync("account/1", "fail 1", "poison", Limit);
        _ = await owner.TellDurablyAsync("account/1", "a", cancellationToken: Limit);
        _ = await owner.TellDurablyAsync("account/1", "fail 2", cancellationToken: Limit);
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "a" }));
        IReadOnlyList<DurableDeadLetter> letters = await ListAsync(owner);
        Assert.That(letters, Has.Count.EqualTo(2));
        DurableDeadLetter letter = letters[0];
        Assert.That((letter.Id, letter.Address, letter.TypeName, letter.Attempts, letter.TellSequence), Is.EqualTo(("poison", "account/1", "text", 3, receipt.Sequence)));
        Assert.That(letter.Reason, Does.Contain("fail 1 is refused"));
        Assert.That(owner.Statistics.TellsDeadLettered, Is.EqualTo(2));

        EndFailures();
        DurableReceipt again = await owner.DeadLetters.SendAgainAsync(letter, Limit);
        Assert.That(again.Id, Is.Not.EqualTo("poison"));
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "a", "fail 1" }));
        Assert.That(await owner.DeadLetters.RemoveAsync(letters[1], Limit), Is.True);
        Assert.That(await owner.DeadLetters.RemoveAsync(letters[1], Limit), Is.False);
        Assert.That(await ListAsync(owner), Is.Empty);
    }

    [Test]
    public async Task A_message_that_cannot_be_read_becomes_a_dead_letter_at_once()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard, SharedEngine);
        _ = await owner.TellDurablyAsync("account/1", "a", cancellationToken: Limit);
        DurableMessage unknown = TellCodec.Write("account/1", "b", "unknown", 0, new JsonMessageSerializer());
        _ = await SharedEngine.Log.AppendAsync(
            DurableStream.Tells, unknown with { Fields = new Dictionary<string, string>(unknown.Fields, StringComparer.Ordinal) { ["Type"] = "Unknown" } }, Limit);
        _ = await SharedEngine.Log.AppendAsync(DurableStream.Tells, unknown with { Id = "bare", Fields = new Dictionary<string, string>(StringComparer.Ordinal) }, Limit);
        _ = await owner.TellDurablyAsync("account/1", "c", cancellationToken: Limit);
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "a", "c" }));
        IReadOnlyList<DurableDeadLetter> letters = await ListAsync(owner);
        Assert.That(letters.Select(static letter => (letter.Id, letter.Attempts)), Is.EquivalentTo(new[] { ("unknown", 1), ("bare", 1) }));
        Assert.That(letters.Single(static letter => letter.Id == "unknown").Reason, Does.Contain("unknown type 'Unknown'"));
        Assert.That(letters.Single(static letter => letter.Id == "bare").Reason, Does.Contain("no address"));
    }

    [Test]
    public async Task The_next_owner_goes_on_in_order()
    {
        ClusterBroker[] clusters = [await JoinAccountsAsync("one", LongLease, SharedEngine), await JoinAccountsAsync("sender", LongLease with { TakesShards = false }, SharedEngine)];
        int sent = 0;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task sending = Task.Run(async () =>
        {
            for (; !end.IsCancellationRequested; sent++)
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(key => clusters[1].TellDurablyAsync($"account/{key}", $"yield {sent}", cancellationToken: Limit)));
            }
        });
        ClusterBroker two = await JoinAccountsAsync("two", LongLease, SharedEngine);
        await BalancedAsync(clusters[0], two);
        ClusterBroker three = await JoinAccountsAsync("three", LongLease, SharedEngine);
        await BalancedAsync(clusters[0], two, three);
        await clusters[0].DisposeAsync();
        await BalancedAsync(two, three);
        await end.CancelAsync();
        await sending;
        await LeftAsync(SharedEngine, 0);
        for (int key = 0; key < 20; key++)
        {
            Assert.That(Store.Of($"{key}"), Is.EqualTo(Enumerable.Range(0, sent).Select(static i => $"yield {i}")), $"key {key}");
        }

        Assert.That(Store.Skipped, Is.Zero, "a hand-over acknowledges what was handled");
    }

    [Test]
    public async Task A_key_that_is_held_up_keeps_little_of_others_in_the_log_and_is_read_itself()
    {
        ClusterBroker owner = await JoinAccountsAsync("owner", FewHandled, SharedEngine);
        await TellWithGapsAsync(SharedEngine, owner, "fail 1", "fail 2");
        await MarkedAsync(SharedEngine, true);
        await Eventually(() => owner.Statistics.TellsWaiting == 2, "both wait");

        // The last entry of the subject is removed, and now the first one.
        EndFailures();
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("held"), Is.EqualTo(new[] { "fail 1", "fail 2" }));
        await MarkedAsync(SharedEngine, false);
        _ = await owner.TellDurablyAsync("account/held", "3", cancellationToken: Limit);
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("held"), Has.Length.EqualTo(3));
        Assert.That(Store.Skipped, Is.Zero);
    }

    [Test]
    public async Task The_next_owner_of_a_shard_with_gaps_reads_all_that_is_left()
    {
        ClusterBroker one = await JoinAccountsAsync("one", FewHandled, SharedEngine);
        await TellWithGapsAsync(SharedEngine, one, "fail 1", "wait 2");
        EndFailures();
        await Eventually(() => Attempts.Any(static attempt => attempt.Text == "wait 2"), "the first one is handled");
        await LeftAsync(SharedEngine, 1);
        ClusterBroker two = await JoinAccountsAsync("two", FewHandled, SharedEngine);
        await one.DisposeAsync();
        await Eventually(() => Attempts.Count(static attempt => attempt.Text == "wait 2") == 2, "the next owner has the second one");
        _ = await two.TellDurablyAsync("account/held", "3", cancellationToken: Limit);
        Open();
        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("held"), Is.EqualTo(new[] { "fail 1", "wait 2", "3" }));
        Assert.That(Store.Skipped, Is.Zero);
        await MarkedAsync(SharedEngine, false);
    }

    [Test]
    public async Task A_hand_over_acknowledges_what_was_handled_behind_a_key_that_is_held_up()
    {
        ClusterBroker one = await JoinAccountsAsync("one", OneShard, SharedEngine);
        _ = await one.TellDurablyAsync("account/held", "wait", cancellationToken: Limit);
        for (int i = 0; i < 5; i++)
        {
            _ = await one.TellDurablyAsync(i == 2 ? "account/held" : "account/free", $"{i}", cancellationToken: Limit);
        }

        await Eventually(() => Store.Of("free").Length == 4, "the other key goes on");
        ClusterBroker two = await JoinAccountsAsync("two", OneShard, SharedEngine);
        await one.DisposeAsync();
        await LeftAsync(SharedEngine, 2);
        await Eventually(() => Attempts.Count(static attempt => attempt.Text == "wait") == 2, "the next owner has it");
        await MarkedAsync(SharedEngine, true);
        Open();
        await LeftAsync(SharedEngine, 0);
        await Eventually(() => two.Statistics.TellsWaiting == 0, "nothing waits");
        Assert.That(Attempts, Has.Count.EqualTo(7));

        // The next entry shows that the reading has come to the end of what there was.
        _ = await two.TellDurablyAsync("account/free", "5", cancellationToken: Limit);
        await MarkedAsync(SharedEngine, false);
    }

    [Test]
    public async Task When_the_engine_is_back_all_goes_on()
    {
        ClusterOptions options = LongLease with { DurableTimeout = TimeSpan.FromSeconds(5) };
        ClusterBroker owner = await JoinAccountsAsync("owner", options, SharedEngine);
        await Eventually(() => owner.ShardCount == options.Shards, "all shards");
        _ = await owner.TellDurablyAsync("account/1", "a", cancellationToken: Limit);
        await LeftAsync(SharedEngine, 0);
        Task<DurableReceipt> waiting = owner.TellDurablyAsync("account/2", "wait", cancellationToken: Limit);
        await Eventually(() => Attempts.Any(static attempt => attempt.Text == "wait"), "begun");
        _ = await waiting;
        await CutAsync();
        ClusterEngineException? gone = await Assert.ThrowsAsync<ClusterEngineException>(async () => await owner.TellDurablyAsync("account/1", "b", "again", Limit));
        Assert.That(gone!.Message, Does.Contain("'again' was not confirmed within").And.Contain("same id").And.Contain(gone.Engine));
        Assert.That(await owner.Actor("account/1").AskAsync<string>("live", cancellationToken: Limit), Is.EqualTo("owner: live"), "live messages go on");
        Open();
        await RepairAsync();
        DurableReceipt? stored = null;
        while (stored is null)
        {
            try
            {
                stored = await owner.TellDurablyAsync("account/1", "b", "again", Limit);
            }
            catch (ClusterEngineException)
            {
                // The client of the engine connects again after a time of its own.
            }
        }

        await LeftAsync(SharedEngine, 0);
        Assert.That(Store.Of("1"), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Store.Of("2"), Is.EqualTo(new[] { "wait" }));
        Assert.That(Store.Skipped, Is.Zero, "handled before, and acknowledged when the engine was back");
        Assert.That(owner.State, Is.EqualTo(ClusterState.Joined));
    }
}
