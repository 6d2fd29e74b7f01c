namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>Durable tells of a log that has lost its last changes, and gives their numbers again.</summary>
[NonParallelizable]
public sealed class FallenLogTests : DurableTellTest
{
    private const int Tells = 4000;
    private const int Keys = 20;
    private const int Senders = 8;

    [Test]
    public async Task Tells_that_get_numbers_of_handled_ones_are_handled([Values] bool tellsProcesses)
    {
        using FallenLog log = new(Engine, tellsProcesses);
        FaultyLogEngine faulty = new(log);

        // Of two shards, since those of one are removed in their order.
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard with { Shards = 2 }, faulty);
        Assert.That(ShardHash.ShardOf("account/a", 2), Is.Not.EqualTo(ShardHash.ShardOf("account/b", 2)));
        foreach ((string key, string text) in new[] { ("a", "wait"), ("b", "0"), ("b", "1"), ("b", "wait 2") })
        {
            _ = await owner.TellDurablyAsync($"account/{key}", text, cancellationToken: Limit);
        }

        await Eventually(() => Attempts.Count == 4, "both keys wait");
        await LeftAsync(Engine, 2);

        // As if its handler had ended just before the server was killed.
        await log.RemoveLastAsync(Limit);
        faulty.Cut();
        await log.FallAsync(Limit);
        faulty.Repair();
        Assert.That((await owner.TellDurablyAsync("account/b", "3", cancellationToken: Limit)).Sequence, Is.EqualTo(2), "that of \"0\"");
        Assert.That((await owner.TellDurablyAsync("account/c", "4", cancellationToken: Limit)).Sequence, Is.EqualTo(3), "that of \"1\"");
        Assert.That((await owner.TellDurablyAsync("account/d", "5", cancellationToken: Limit)).Sequence, Is.EqualTo(4), "that of \"wait 2\"");
        await Eventually(() => Store.Of("d").Length == 1, "the reading goes on");
        Open();
        await LeftAsync(Engine, 0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.Of("a"), Is.EqualTo(new[] { "wait" }));
            Assert.That(Store.Of("b"), Is.EqualTo(new[] { "0", "1", "wait 2", "3" }));
            Assert.That(Store.Of("c"), Is.EqualTo(new[] { "4" }));
            Assert.That(Store.Of("d"), Is.EqualTo(new[] { "5" }));
        }
    }

    [Test]
    public async Task Tells_of_another_process_are_handled_also_if_the_clock_was_set_back()
    {
        using FallenLog log = new(Engine, tellsProcesses: true);
        FaultyLogEngine faulty = new(log);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard, faulty);
        foreach (string text in (string[])["0", "1", "wait 2"])
        {
            _ = await owner.TellDurablyAsync("account/a", text, cancellationToken: Limit);
        }

        await Eventually(() => Attempts.Count == 3, "the last one is being handled");
        await LeftAsync(Engine, 1);
        await log.RemoveLastAsync(Limit);
        faulty.Cut();
        await log.FallAsync(Limit);
        log.SetBack = TimeSpan.FromHours(1);
        faulty.Repair();
        foreach (string text in (string[])["3", "4", "5"])
        {
            _ = await owner.TellDurablyAsync("account/a", text, cancellationToken: Limit);
        }

        Assert.That(log.Repeated, Is.EqualTo(3));
        Open();
        await LeftAsync(Engine, 0);

        // Their effects are left out by the stamp, which cannot tell them from those that had the numbers.
        Assert.That(Attempts.Select(static attempt => attempt.Text), Is.EqualTo(new[] { "0", "1", "wait 2", "3", "4", "5" }));
    }

    [Test]
    public async Task What_is_being_handled_is_not_handled_twice_after_a_fall()
    {
        using FallenLog log = new(Engine, tellsProcesses: true);
        FaultyLogEngine faulty = new(log);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard, faulty);
        _ = await owner.TellDurablyAsync("account/a", "wait", cancellationToken: Limit);
        _ = await owner.TellDurablyAsync("account/a", "1", cancellationToken: Limit);
        await Eventually(() => Attempts.Count == 1, "it is being handled");
        for (int i = 0; i < 3; i++)
        {
            faulty.Cut();
            await log.FallAsync(Limit);
            faulty.Repair();
            _ = await owner.TellDurablyAsync("account/b", $"{i}", cancellationToken: Limit);
            await Eventually(() => Store.Of("b").Length == i + 1, "the reading goes on");
        }

        Open();
        await LeftAsync(Engine, 0);
        Assert.That(Attempts.Count(static attempt => attempt.Key == "a"), Is.EqualTo(2));
        Assert.That(Store.Of("a"), Is.EqualTo(new[] { "wait", "1" }));
    }

    [Test]
    public async Task Two_tells_with_one_number_become_two_dead_letters_and_are_sent_again()
    {
        using FallenLog log = new(Engine, tellsProcesses: true);
        ClusterBroker owner = await JoinAccountsAsync("owner", OneShard with { DurableTells = OneShard.DurableTells with { MaxAttempts = 1 } }, log);
        foreach (string text in (string[])["fail 0", "fail 1"])
        {
            await log.FallAsync(Limit);
            Assert.That((await owner.TellDurablyAsync("account/a", text, cancellationToken: Limit)).Sequence, Is.EqualTo(1));
            await LeftAsync(Engine, 0);
        }

        IReadOnlyList<DurableDeadLetter> letters = await ListAsync(owner);
        Assert.That(letters.Select(static letter => letter.TellSequence), Is.EqualTo(new[] { 1ul, 1ul }));
        EndFailures();
        foreach (DurableDeadLetter letter in letters)
        {
            _ = await owner.DeadLetters.SendAgainAsync(letter, Limit);
        }

        await LeftAsync(Engine, 0);
        Assert.That(Store.Of("a"), Is.EqualTo(new[] { "fail 0", "fail 1" }));
    }

    [Test]
    public async Task No_tell_is_lost_while_the_log_falls_at_random([Values] bool tellsProcesses)
    {
        using FallenLog log = new(Engine, tellsProcesses);
        FaultyLogEngine faulty = new(log);
        ClusterOptions options = OneShard with { DurableTells = OneShard.DurableTells with { MaxHeldPerShard = 8 } };
        int seed = Environment.TickCount;
        Random random = new(seed);
        ClusterBroker sender = await JoinAccountsAsync("sender", options with { TakesShards = false }, log);
        ClusterBroker owner = await JoinAccountsAsync("owner", options, faulty);
        Task sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(lane => Task.Run(() => SendAsync(sender, lane))));
        int falls = 0;
        while (!sending.IsCompleted)
        {
            faulty.Cut();
            await log.FallAsync(Limit);
            faulty.Repair();
            falls++;
            await Task.WhenAny(sending, Task.Delay(random.Next(10, 200), Limit));
        }

        await sending;
        EndFailures();
        await LeftAsync(Engine, 0);
        for (int key = 0; key < Keys; key++)
        {
            Assert.That(Store.Of($"{key}"), Is.EqualTo(Enumerable.Range(0, Tells / Keys).Select(TextOf)), $"key {key}, seed {seed}");
        }

        Assert.That(log.Repeated, Is.Positive);
        await TestContext.Out.WriteLineAsync(
            $"seed {seed}: {falls} falls, {log.Repeated} of {Tells} numbers given again, {Attempts.Count} attempts, {Store.Skipped} effects that were there already, {owner.Statistics.TellReadingFailures} readings failed");
    }

    // Some fail until all are sent, some await.
    private static string TextOf(int i) => i == 150 ? $"fail {i}" : i % 3 == 0 ? $"yield {i}" : $"{i}";

    // Keys have one sender each, so that the order of their tells is known.
    private async Task SendAsync(ClusterBroker sender, int lane)
    {
        for (int i = 0; i < Tells / Keys; i++)
        {
            for (int key = lane; key < Keys; key += Senders)
            {
                _ = await sender.TellDurablyAsync($"account/{key}", TextOf(i), cancellationToken: Limit);
            }

            await Task.Delay(10, Limit);
        }
    }
}
