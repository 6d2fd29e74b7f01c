using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Tests;

public sealed class ActorThreadTests : BrokerTest
{
    private static readonly ActorOptions OnThread = new() { Scheduler = ActorScheduler.DedicatedThread };

    [Test]
    public async Task A_storm_is_handled_on_one_thread_one_message_at_a_time()
    {
        const int senders = 4;
        int perSender = Storm.Size(10_000);
        Broker broker = CreateBroker();
        int[] handled = new int[3];
        int[] next = new int[senders * 3];
        int running = 0;
        List<ActorRef> actors = [];
        ActorScheduler[] schedulers = [ActorScheduler.DedicatedThread, ActorScheduler.SharedThread("s"), ActorScheduler.SharedThread("s")];
        for (int i = 0; i < schedulers.Length; i++)
        {
            int own = i;
            int thread = 0;
            bool inside = false;
            actors.Add(broker.Spawn(
                $"a/{i}",
                async (message, context) =>
                {
                    (int sender, int number) = ((int, int))message;
                    thread = thread == 0 ? Environment.CurrentManagedThreadId : thread;
                    Assert.That(inside, Is.False);
                    inside = true;
                    _ = Interlocked.Increment(ref running);
                    if (number % 7 == 0)
                    {
                        await Task.Yield();
                    }
                    else if (number % 31 == 0)
                    {
                        await Task.Run(static () => { });
                    }

                    Assert.That(Environment.CurrentManagedThreadId, Is.EqualTo(thread));
                    Assert.That(next[(own * senders) + sender]++, Is.EqualTo(number));
                    _ = Interlocked.Decrement(ref running);
                    inside = false;
                    handled[own]++;
                },
                new ActorOptions { Scheduler = schedulers[i], MailboxCapacity = 64 }));
        }

        await Storm.EndAsync(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            for (int number = 0; number < perSender; number++)
            {
                foreach (ActorRef actor in actors)
                {
                    await actor.TellAsync((sender, number));
                }
            }
        })));
        foreach (ActorRef actor in actors)
        {
            await broker.StopAsync(actor, drain: true, timeout: Storm.Patience);
        }

        Assert.That(handled, Is.All.EqualTo(senders * perSender));
        Assert.That((running, broker.Failures, broker.DeadLetters.Count), Is.EqualTo((0, 0L, 0L)));
        await Eventually(() => broker.ThreadCount == 0, "the threads have ended");
    }

    [Test]
    public async Task Dispose_returns_after_the_threads_have_ended()
    {
        Broker broker = CreateBroker();
        List<Thread> threads = [];
        for (int i = 0; i < 20; i++)
        {
            ActorRef actor = broker.Spawn(
                $"a/{i}",
                static (_, context) =>
                {
                    context.Reply(Thread.CurrentThread);
                    return default;
                },
                i % 2 == 0 ? OnThread : new ActorOptions { Scheduler = ActorScheduler.SharedThread($"{i % 4}") });
            threads.Add(await actor.AskAsync<Thread>("x", cancellationToken: Limit));
        }

        Assert.That((threads.Distinct().Count(), broker.ThreadCount), Is.EqualTo((12, 12)));
        await broker.DisposeAsync();
        Assert.That(broker.ThreadCount, Is.Zero);
        Assert.That(threads, Has.All.Property(nameof(Thread.IsAlive)).False);
    }

    [Test]
    public async Task Dispose_within_a_handling_on_a_thread_completes_at_once()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "a",
            async (_, context) =>
            {
                await Task.Yield();
                await broker.DisposeAsync();
                context.Reply("done");
            },
            OnThread);
        Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("done"));
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(broker.ThreadCount, Is.Zero);
    }

    [Test]
    [SuppressMessage("Usage", "VSTHRD002", Justification = "Code that blocks is the subject.")]
    [SuppressMessage("Usage", "VSTHRD103", Justification = "Code that blocks is the subject.")]
    public async Task Dispose_by_code_that_blocks_a_thread_completes_at_once()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource go = new();
        TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn(
            "a",
            (_, context) =>
            {
                _ = BlockAsync();
                context.Reply("begun");
                return default;
            },
            OnThread);
        Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("begun"));
        go.SetResult();
        await disposed.Task.WaitAsync(Limit);
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(broker.ThreadCount, Is.Zero);

        async Task BlockAsync()
        {
            // Behind this await the code runs on the thread of the actor, and in no handling.
            await go.Task;
            broker.DisposeAsync().AsTask().GetAwaiter().GetResult();
            disposed.SetResult();
        }
    }

    [Test]
    public async Task A_thread_that_is_blocked_does_not_keep_dispose_from_ending()
    {
        LogLines lines = new();
        using SemaphoreSlim block = new(0);
        Broker broker = new(new BrokerOptions { StopTimeout = TimeSpan.FromMilliseconds(200), LoggerFactory = lines });
        ActorRef actor = broker.Spawn("a", () => new Blocking(block), OnThread);
        Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        await broker.StopAsync(actor, timeout: Generous);
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That((broker.ActorCount, broker.ThreadCount), Is.EqualTo((0, 1)));
        Assert.That(lines.Lines, Has.One.Contains("1 thread(s) of actors"));
        _ = block.Release();
        await Eventually(() => broker.ThreadCount == 0, "the thread has ended");
    }

    [Test]
    public async Task Code_that_outlives_its_actor_continues_on_the_thread_pool()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource go = new();
        TaskCompletionSource<bool> continued = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn(
            "a",
            (_, context) =>
            {
                _ = ContinueAsync();
                context.Reply("begun");
                return default;
            },
            OnThread);
        Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("begun"));
        await broker.StopAsync(actor);
        await Eventually(() => broker.ThreadCount == 0, "the thread has ended");
        go.SetResult();
        Assert.That(await continued.Task.WaitAsync(Limit), Is.True);

        async Task ContinueAsync()
        {
            await go.Task;
            continued.SetResult(Thread.CurrentThread.IsThreadPoolThread);
        }
    }

    [Test]
    [SuppressMessage("Usage", "VSTHRD001", Justification = "The context is the subject.")]
    public async Task Its_synchronization_context_sends_and_posts()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "a",
            static (_, context) =>
            {
                context.Reply((SynchronizationContext.Current!, Environment.CurrentManagedThreadId));
                return default;
            },
            OnThread);
        (SynchronizationContext current, int thread) = await actor.AskAsync<(SynchronizationContext, int)>("x", cancellationToken: Limit);
        List<int> seen = [];
        current.Post(_ => seen.Add(Environment.CurrentManagedThreadId), null);
        current.Send(
            _ =>
            {
                seen.Add(Environment.CurrentManagedThreadId);
                current.Send(_ => seen.Add(Environment.CurrentManagedThreadId), null);
            },
            null);
        Assert.That(seen, Is.EqualTo(new[] { thread, thread, thread }));
        Assert.That(() => current.Send(static _ => throw new FormatException("sent"), null), Throws.TypeOf<FormatException>());
    }

    [Test]
    [SuppressMessage("Usage", "VSTHRD001", Justification = "The context is the subject.")]
    public async Task What_a_work_item_changes_does_not_reach_the_next_one()
    {
        Broker broker = CreateBroker();
        AsyncLocal<string?> local = new();
        ActorRef actor = broker.Spawn(
            "a",
            (_, context) =>
            {
                context.Reply(SynchronizationContext.Current!);
                return default;
            },
            OnThread);
        SynchronizationContext current = await actor.AskAsync<SynchronizationContext>("x", cancellationToken: Limit);
        current.Send(
            _ =>
            {
                local.Value = "changed";
                SynchronizationContext.SetSynchronizationContext(null);
            },
            null);
        (string? Local, SynchronizationContext? Context) seen = default;
        current.Send(_ => seen = (local.Value, SynchronizationContext.Current), null);
        Assert.That(seen, Is.EqualTo(((string?)null, current)));
    }

    // Queues code that blocks behind its last turn.
    private sealed class Blocking(SemaphoreSlim block) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(message);
            return default;
        }

        [SuppressMessage("Usage", "VSTHRD001", Justification = "The context is the subject.")]
        public override ValueTask OnStoppingAsync(ActorContext context)
        {
            SynchronizationContext.Current!.Post(_ => block.Wait(), null);
            return default;
        }
    }
}
