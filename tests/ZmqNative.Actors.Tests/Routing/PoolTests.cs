using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ZmqNative.Actors.Tests;

public sealed class PoolTests : BrokerTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_pool_has_its_first_routees_at_once_as_children()
    {
        Broker broker = CreateBroker();
        Router pool = broker.SpawnPool("pool", static () => new Echo(), new PoolOptions { Min = 3 });
        Assert.That(pool.Routees.Select(static routee => routee.Address), Is.EqualTo(new[] { "pool/1", "pool/2", "pool/3" }));
        Assert.That(pool.TryTell("x"), Is.True);
        Assert.That(await pool.AskAsync<string>("direct", cancellationToken: Limit), Is.EqualTo("direct"));
        Assert.That(await broker.Actor("pool").AskAsync<string>("by address", cancellationToken: Limit), Is.EqualTo("by address"));
        Assert.That(await broker.Actor("pool/2").AskAsync<string>("to one", cancellationToken: Limit), Is.EqualTo("to one"));
        Assert.That(broker.ActorCount, Is.EqualTo(4));
        await broker.StopAsync(pool);
        Assert.That((broker.ActorCount, pool.Routees.Count), Is.EqualTo((0, 0)));
        Assert.That(async () => await pool.TellAsync("late", Limit), Throws.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task It_grows_by_a_quarter_up_to_its_largest_size_and_shrinks_one_by_one()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        using Gate gate = new();
        Router pool = broker.SpawnPool("pool", () => new Gated(gate), new PoolOptions
        {
            Min = 2,
            Max = 7,
            ResizeInterval = Interval,
            GrowAbove = 3,
            ShrinkBelow = 0.5,
            ShrinkAfter = 2,
        });
        for (int i = 0; i < 6; i++)
        {
            await pool.TellAsync(i, Limit);
        }

        await Eventually(() => pool.Load == 6, "two have begun");
        await TickAsync();
        Assert.That(pool.Routees, Has.Count.EqualTo(2), "a load of 3 is not over 3");
        for (int i = 0; i < 100; i++)
        {
            await pool.TellAsync(i, Limit);
        }

        int[] sizes = [.. await SizesAsync(7)];
        Assert.That(sizes, Is.EqualTo(new[] { 3, 4, 5, 6, 7, 7, 7 }));
        gate.Open();
        await Eventually(() => pool.Load == 0, "all are handled");
        sizes = [.. await SizesAsync(12)];
        Assert.That(sizes, Is.EqualTo(new[] { 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 2 }));
        await Eventually(() => broker.ActorCount == 3, "those that were removed have stopped");
        Assert.That((gate.Handled, broker.DeadLetters.Count), Is.EqualTo((106, 0L)));

        async Task<List<int>> SizesAsync(int ticks)
        {
            List<int> all = [];
            for (int i = 0; i < ticks; i++)
            {
                await TickAsync();
                all.Add(pool.Routees.Count);
            }

            return all;
        }

        Task TickAsync() => PoolTests.TickAsync(broker, time, Limit);
    }

    [Test]
    public async Task A_load_between_the_limits_changes_nothing_and_restarts_the_count()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        using Gate gate = new();
        Router pool = broker.SpawnPool("pool", () => new Gated(gate), new PoolOptions { Min = 1, Max = 2, ResizeInterval = Interval, ShrinkAfter = 3 });
        for (int i = 0; i < 5; i++)
        {
            await pool.TellAsync(i, Limit);
        }

        await TickAsync(broker, time, Limit);
        Assert.That(pool.Routees, Has.Count.EqualTo(2));
        gate.Open();
        await Eventually(() => pool.Load == 0, "all are handled");
        await TickAsync(broker, time, Limit);
        await TickAsync(broker, time, Limit);
        gate.Close();
        await pool.TellAsync("one of two is busy", Limit);
        await TickAsync(broker, time, Limit);
        gate.Open();
        await Eventually(() => pool.Load == 0, "all are handled");
        await TickAsync(broker, time, Limit);
        await TickAsync(broker, time, Limit);
        Assert.That(pool.Routees, Has.Count.EqualTo(2));
        await TickAsync(broker, time, Limit);
        Assert.That(pool.Routees, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_routee_that_is_removed_handles_its_messages_and_those_whose_senders_wait()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        using Gate gate = new();
        Router pool = broker.SpawnPool("pool", () => new Gated(gate), new PoolOptions
        {
            Min = 1,
            Max = 2,
            ResizeInterval = Interval,
            ShrinkBelow = 3.9,
            GrowAbove = 4,
            ShrinkAfter = 1,
            Actor = new ActorOptions { MailboxCapacity = 2 },
        });
        List<Task> tells = [.. Enumerable.Range(0, 5).Select(i => pool.TellAsync(i, Limit).AsTask())];
        await TickAsync(broker, time, Limit);
        Assert.That(pool.Routees, Has.Count.EqualTo(2));
        gate.Open();
        await Task.WhenAll(tells).WaitAsync(Limit);
        await Eventually(() => pool.Load == 0, "all are handled");

        // Both have the current message and two more, and a sender waits for the second one.
        gate.Close();
        ActorRef second = pool.Routees[1];
        foreach (ActorRef routee in pool.Routees)
        {
            await routee.TellAsync("current", Limit);
            await Eventually(() => routee.Load == 1, "begun");
            await routee.TellAsync("next", Limit);
            await routee.TellAsync("last", Limit);
        }

        Task waiting = second.TellAsync("waits", Limit).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        await TickAsync(broker, time, Limit);
        Assert.That(pool.Routees.Select(static routee => routee.Address), Is.EqualTo(new[] { "pool/1" }));
        Assert.That(second.TryTell("late"), Is.False);
        gate.Open();
        await waiting.WaitAsync(Limit);
        await Eventually(() => broker.ActorCount == 2, "the second one has stopped");
        await Eventually(() => pool.Load == 0, "all are handled");
        Assert.That((gate.Handled, broker.DeadLetters.Count), Is.EqualTo((12, 0L)));
    }

    [Test]
    public async Task Routees_that_stop_are_replaced()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        Router pool = broker.SpawnPool("pool", static () => new Echo(), new PoolOptions { Min = 2, ResizeInterval = Interval });
        await broker.StopAsync(pool.Routees[0]);
        await Eventually(() => pool.Routees.Count == 1, "removed");
        await TickAsync(broker, time, Limit);
        Assert.That(pool.Routees.Select(static routee => routee.Address), Is.EqualTo(new[] { "pool/2", "pool/3" }));
    }

    [Test]
    public async Task No_message_is_lost_while_a_pool_grows_and_shrinks_all_the_time()
    {
        const int senders = 4;
        int perSender = Storm.Size(10_000);
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, AskTimeout = TimeSpan.FromDays(20), TellTimeout = TimeSpan.FromDays(20) });
        int handled = 0;
        Router pool = broker.SpawnPool(
            "pool",
            () => new Echo(() => Interlocked.Increment(ref handled)),
            new PoolOptions
            {
                Max = 8,
                ResizeInterval = Interval,
                GrowAbove = 1,
                ShrinkBelow = 0.9,
                ShrinkAfter = 1,
                Actor = new ActorOptions { MailboxCapacity = 2 },
            });
        using CancellationTokenSource end = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        Task clock = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                time.Advance(Interval);
                foreach (ActorRef routee in pool.Routees)
                {
                    _ = seen.Add(routee.Address);
                }

                await Task.Yield();
            }
        });
        await Storm.EndAsync(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            Task[] window = new Task[16];
            Array.Fill(window, Task.CompletedTask);
            for (int i = 0; i < perSender; i++)
            {
                await window[i % window.Length];
                window[i % window.Length] = (i % 3) switch
                {
                    0 => pool.TellAsync("x").AsTask(),
                    1 => pool.AskAsync<string>("x").AsTask(),
                    _ => broker.Actor("pool").AskAsync<string>("x").AsTask(),
                };
                if (i % 100 == 0)
                {
                    await Task.WhenAll(window);
                    await Task.Yield();
                }
            }

            await Task.WhenAll(window);
        })));
        await end.CancelAsync();
        await clock;
        await broker.StopAsync(pool, drain: true, timeout: Storm.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(handled, Is.EqualTo(senders * perSender));
            Assert.That((broker.DeadLetters.Count, broker.Failures), Is.EqualTo((0L, 0L)));
            Assert.That(seen, Has.Count.GreaterThan(1));
        }
    }

    [Test]
    public async Task The_number_of_routees_is_a_metric()
    {
        string name = $"pooled-{Guid.NewGuid():N}";
        Broker broker = CreateBroker(new BrokerOptions { Name = name });
        Router pool = broker.SpawnPool("pool/a", static () => new Echo(), new PoolOptions { Min = 3 });
        Assert.That(Measure(name), Is.EqualTo(new Dictionary<string, long>(StringComparer.Ordinal) { ["pool/a"] = 3 }));
        await broker.StopAsync(pool);
        Assert.That(Measure(name), Is.Empty);
    }

    [Test]
    public async Task A_pool_that_cannot_be_filled_leaves_nothing_behind()
    {
        Broker broker = CreateBroker();
        ActorRef other = broker.Spawn("pool/2", static (_, _) => default);
        Assert.That(
            () => broker.SpawnPool("pool", static () => new Echo(), new PoolOptions { Min = 3 }),
            Throws.ArgumentException.With.Message.Contains("pool/2"));
        await Eventually(() => broker.ActorCount == 1, "the pool and its first routee have stopped");
        await broker.StopAsync(other);
        Assert.That(broker.SpawnPool("pool", static () => new Echo(), new PoolOptions { Min = 3 }).Routees, Has.Count.EqualTo(3));
        Assert.That(() => broker.SpawnPool("pool", static () => new Echo()), Throws.ArgumentException);
    }

    [Test]
    public void Options_that_contradict_each_other_are_refused()
    {
        Broker broker = CreateBroker();
        Assert.That(
            () => broker.SpawnPool("pool", static () => new Echo(), new PoolOptions { Min = 5, Max = 4 }),
            Throws.ArgumentException.With.Message.Contains("Min is 5"));
        Assert.That(
            () => broker.SpawnPool("pool", static () => new Echo(), new PoolOptions { ShrinkBelow = 2, GrowAbove = 2 }),
            Throws.ArgumentException.With.Message.Contains("ShrinkBelow is 2"));
        Assert.That(broker.ActorCount, Is.Zero);
    }

    // Returns after the pool has resized itself.
    private static async Task TickAsync(Broker broker, ManualTime time, CancellationToken limit)
    {
        ActorCell cell = broker.Find("pool")!;
        await WhenIdleAsync();
        time.Advance(Interval);
        await WhenIdleAsync();

        async Task WhenIdleAsync()
        {
            while (!cell.IsAtRest)
            {
                await Task.Delay(1, limit);
            }
        }
    }

    private static Dictionary<string, long> Measure(string name)
    {
        ConcurrentDictionary<string, long> seen = new(StringComparer.Ordinal);
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "zmqnative.broker.pool.routees")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            Dictionary<string, object?> all = new(tags.ToArray(), StringComparer.Ordinal);
            if (name.Equals(all.GetValueOrDefault("zmqnative.broker")))
            {
                seen[$"{all.GetValueOrDefault("zmqnative.actor")}"] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return new Dictionary<string, long>(seen, StringComparer.Ordinal);
    }

    private sealed class Echo(Action? handled = null) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            await Task.Yield();
            handled?.Invoke();
            if (context.IsAsked)
            {
                context.Reply(message);
            }
        }
    }

    private sealed class Gate : IDisposable
    {
        private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _handled;

        public int Handled => Volatile.Read(ref _handled);

        public void Open() => _open.TrySetResult();

        public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task PassAsync()
        {
            await _open.Task;
            _ = Interlocked.Increment(ref _handled);
        }

        public void Dispose() => Open();
    }

    private sealed class Gated(Gate gate) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context) => await gate.PassAsync();
    }
}
