using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests;

/// <summary>The memory of actors and asks that have ended.</summary>
[NonParallelizable]
public sealed class MemoryTests : BrokerTest
{
    [Test]
    public async Task Asks_that_do_not_fit_into_the_pool_leave_the_wheel_when_they_end()
    {
        // The pool keeps 4,096, and 64 for each thread.
        const int Count = 20_000;
        const int MostPooled = 4096 + (64 * 64);
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = new ManualTime() });
        using ManualResetEventSlim go = new();
        ActorRef actor = broker.Spawn(
            "actor",
            (Question question) =>
            {
#pragma warning disable ZMQ001 // The asks are to wait in the mailbox.
                go.Wait(Limit);
#pragma warning restore ZMQ001
                return question;
            },
            new ActorOptions { MailboxCapacity = 1 << 15 });
        Task<Question>[] asks = [.. Enumerable.Range(0, Count).Select(_ => actor.AskAsync<Question>(new Question(), Generous).AsTask())];
        Assert.That(broker.Deadlines.Count, Is.EqualTo(Count));
        go.Set();
        _ = await Task.WhenAll(asks).WaitAsync(Limit);
        Assert.That(broker.Deadlines.Count, Is.LessThanOrEqualTo(MostPooled));
    }

    [Test]
    public async Task A_pooled_ask_keeps_no_broker_that_has_ended()
    {
        WeakReference[] ended = await Task.Run(async () =>
        {
            WeakReference[] brokers = new WeakReference[10];
            for (int i = 0; i < brokers.Length; i++)
            {
                brokers[i] = await AskAndEndAsync();
            }

            return brokers;
        });

        // The pool's threads may still reference the last of them for a moment.
        await Eventually(() => ended.Count(static broker => IsAlive(broker)) <= 1, "the brokers are collected");
    }

    [Test]
    public async Task A_reference_to_a_stopped_actor_keeps_less_than_an_idle_one()
    {
        const int Count = 20_000;
        string[] names = [.. Enumerable.Range(0, Count).Select(static i => $"n/{i}")];
        ActorRef[] held = new ActorRef[Count];
        Broker broker = CreateBroker();
        await UseAndStopAsync(0, 1000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await UseAndStopAsync(0, Count);
        double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        await TestContext.Out.WriteLineAsync($"{each:0} bytes per reference to a stopped actor, its name not counted");
        Assert.That(each, Is.LessThan(300));
        GC.KeepAlive(names);
        GC.KeepAlive(held);

        async Task UseAndStopAsync(int first, int count)
        {
            for (int i = first; i < first + count; i++)
            {
                held[i] = broker.Spawn(names[i], static (Question question) => question);
                _ = await held[i].AskAsync<Question>(new Question(), Generous, Limit);
            }

            await Task.WhenAll(held.Skip(first).Take(count).Select(actor => broker.StopAsync(actor, timeout: Generous).AsTask())).WaitAsync(Limit);
        }
    }

    [Test]
    public async Task A_reference_to_a_stopped_actor_answers_as_before()
    {
        Broker broker = CreateBroker();
        WeakReference instance = null!;
        ActorRef actor = broker.Spawn("actor", () => Remembered(out instance));
        ActorRef watcher = broker.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped)
            {
                context.Stop();
                return default;
            }

            context.Watch(actor);
            return default;
        });
        await actor.TellAsync("x", Limit);
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        await Eventually(() => ((ActorCell)actor).Parts is null, "its parts are given back");
        Assert.That(actor.TryTell("x"), Is.False);
        Assert.That(async () => await actor.TellAsync("x", Limit), Throws.TypeOf<ActorStoppedException>());
        Assert.That(async () => await actor.AskAsync<string>("x", Generous, Limit), Throws.TypeOf<ActorStoppedException>());
        Assert.That(((ActorCell)actor).MailboxCount, Is.Zero);
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        await watcher.TellAsync("watch", Limit);
        await Eventually(() => !broker.TryGetActor("watcher", out _), "told at once");
        await Eventually(() => !IsAlive(instance), "the instance is collected");
        GC.KeepAlive(actor);

        static Actor Remembered(out WeakReference reference)
        {
            LambdaActor actor = new(static (_, _) => default);
            reference = new WeakReference(actor);
            return actor;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> AskAndEndAsync()
    {
        Broker broker = new();
        ActorRef echo = broker.Spawn("echo", static (Question question) => question);
        ValueTask<Question>[] asks = [.. Enumerable.Range(0, 16).Select(_ => echo.AskAsync<Question>(new Question(), Generous, Limit))];
        foreach (ValueTask<Question> ask in asks)
        {
            _ = await ask;
        }

        await broker.DisposeAsync();
        return new WeakReference(broker);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAlive(WeakReference reference)
    {
#pragma warning disable RS0030 // Only a collection shows what is kept.
        GC.Collect();
        GC.WaitForPendingFinalizers();
#pragma warning restore RS0030
        return reference.IsAlive;
    }

    /// <summary>A separate type, so that its asks have a separate pool.</summary>
    private sealed class Question;
}
