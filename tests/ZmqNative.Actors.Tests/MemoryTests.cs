using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests;

/// <summary>What actors and asks keep in memory when they have done their work.</summary>
[NonParallelizable]
public sealed class MemoryTests : BrokerTest
{
    [Test]
    public async Task Asks_that_the_pool_has_no_place_for_leave_the_wheel_when_they_end()
    {
        // The pool keeps 4,096, and 64 for each thread.
        const int Count = 20_000;
        const int MostPooled = 4096 + (64 * 64);
        Broker broker = CreateBroker(new BrokerOptions { Time = new ManualTime() });
        using ManualResetEventSlim go = new();
        ActorRef actor = broker.Spawn(
            "actor",
            (Question question) =>
            {
                go.Wait(Limit);
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

        // The pool's threads may still hold the last of them for a moment.
        await Eventually(() => ended.Count(static broker => IsAlive(broker)) <= 1, "the brokers are collected");
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
#pragma warning disable RS0030 // Only a collection tells what is kept.
        GC.Collect();
        GC.WaitForPendingFinalizers();
#pragma warning restore RS0030
        return reference.IsAlive;
    }

    /// <summary>A type of its own, so that its asks have a pool of their own.</summary>
    private sealed class Question;
}
