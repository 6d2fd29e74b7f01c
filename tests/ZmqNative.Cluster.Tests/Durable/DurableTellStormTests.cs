namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>Durable tells while the ownership of shards moves at random.</summary>
[NonParallelizable]
public sealed class DurableTellStormTests : DurableTellTest
{
    private const int Tells = 10_000;
    private const int Keys = 200;
    private const int Senders = 8;

    private readonly TaskCompletionSource[] _rounds = [.. Enumerable.Range(0, Tells / Keys).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    [Test]
    public async Task Each_effect_happens_once_and_in_order_while_owners_come_go_and_are_cut_off()
    {
        ClusterOptions options = LongLease with
        {
            DurableTells = new DurableTellOptions { FirstPause = TimeSpan.FromMilliseconds(100), MaxAttempts = 1000, MaxHeldPerShard = 32 },
        };
        int seed = Environment.TickCount;
        Random random = new(seed);
        ClusterBroker sender = await JoinAccountsAsync("sender", options with { TakesShards = false });
        List<(ClusterBroker Cluster, FaultyEngine Engine)> owners = [];
        int number = 0;
        Task sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(lane => Task.Run(() => SendAsync(sender, lane))));
        await AddAsync();
        foreach (TaskCompletionSource round in _rounds)
        {
            // The tells of a round are sent during one move.
            round.SetResult();
            (ClusterBroker cluster, FaultyEngine engine) = owners[random.Next(owners.Count)];
            switch (random.Next(3))
            {
                case 0 when owners.Count < 3:
                    await AddAsync();
                    break;
                case 1 when owners.Count > 1:
                    _ = owners.Remove((cluster, engine));
                    await cluster.DisposeAsync();
                    break;
                default:
                    engine.Cut();
                    await Task.Yield();
                    engine.Repair();
                    break;
            }
        }

        await sending;
        EndFailures();
        await LeftAsync(Engine, 0);
        for (int key = 0; key < Keys; key++)
        {
            Assert.That(Store.Of($"{key}"), Is.EqualTo(Enumerable.Range(0, Tells / Keys).Select(TextOf)), $"key {key}, seed {seed}");
        }

        Assert.That(sender.Statistics.TellsAppended, Is.EqualTo(Tells));
        await TestContext.Out.WriteLineAsync($"seed {seed}: {number} owners, {Attempts.Count} attempts, {Store.Skipped} effects that were there already");

        async Task AddAsync()
        {
            FaultyEngine engine = new(Engine);
            owners.Add((await JoinAccountsAsync($"owner{number++}", options, engine), engine));
        }
    }

    // Some fail until all are sent, some await.
    private static string TextOf(int i) => i % 29 == 28 ? $"fail {i}" : i % 3 == 0 ? $"yield {i}" : $"{i}";

    // Keys have one sender each, so that the order of their tells is known.
    private async Task SendAsync(ClusterBroker sender, int lane)
    {
        for (int i = 0; i < Tells / Keys; i++)
        {
            await _rounds[i].Task.WaitAsync(Limit);
            for (int key = lane; key < Keys; key += Senders)
            {
                _ = await sender.TellDurablyAsync($"account/{key}", TextOf(i), cancellationToken: Limit);
            }
        }
    }
}
