namespace ZmqNative.Actors.Tests;

/// <summary>Waits for the stop of an actor: each wait ends, and one that cannot end is refused.</summary>
public sealed class StopTests : BrokerTest
{
    [Test]
    public async Task A_drain_ends_under_load()
    {
        Broker broker = CreateBroker();
        int handled = 0;
        ActorRef actor = broker.Spawn("busy", (_, _) =>
        {
            _ = Interlocked.Increment(ref handled);
            return default;
        });
        using CancellationTokenSource enough = new();
        int accepted = 0;
        Task[] load = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                if (actor.TryTell("more"))
                {
                    _ = Interlocked.Increment(ref accepted);
                }
            }
        }))];
        await Eventually(() => Volatile.Read(ref handled) > 10_000, "the load runs");
        await broker.StopAsync(actor, drain: true, timeout: Generous).AsTask().WaitAsync(Limit);
        await enough.CancelAsync();
        await Task.WhenAll(load);
        Assert.That(handled, Is.EqualTo(accepted), "what was accepted is handled");
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task A_mailbox_closes_when_the_drain_is_requested()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked, new ActorOptions { MailboxCapacity = 2 });
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        await actor.TellAsync(1, Limit);
        await actor.TellAsync(2, Limit);
        ValueTask waiting = actor.TellAsync("in line", Limit);
        ValueTask<object> asking = actor.AskAsync<object>("asked in line", Generous, Limit);
        Task stop = broker.StopAsync(actor, drain: true).AsTask();
        Assert.That(actor.TryTell("late"), Is.False);
        Assert.That(async () => await actor.TellAsync("late", Limit), Throws.TypeOf<ActorStoppedException>());
        blocked.Go(5);
        await waiting;
        Assert.That(await asking, Is.EqualTo("asked in line"));
        await stop.WaitAsync(Limit);
        Assert.That(blocked.Handled, Is.EqualTo(new object[] { "in hand", 1, 2, "in line", "asked in line" }));
    }

    [Test]
    public async Task A_drain_accepts_the_answers_to_its_own_asks()
    {
        Broker broker = CreateBroker();
        ActorRef other = broker.Spawn("other", static (int number) => number + 1);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef asking = broker.Spawn<int, int>("asking", async (number, context) =>
        {
            _ = begun.TrySetResult();
            await go.Task;
            return await other.AskAsync<int>(number, Generous);
        });
        Task<int>[] asks = [.. Enumerable.Range(0, 20).Select(i => asking.AskAsync<int>(i, Generous, Limit).AsTask())];
        await begun.Task.WaitAsync(Limit);
        Task stop = broker.StopAsync(asking, drain: true).AsTask();
        go.SetResult();
        Assert.That(await Task.WhenAll(asks), Is.EqualTo(Enumerable.Range(1, 20)));
        await stop.WaitAsync(Limit);
    }

    [Test]
    public async Task Timers_do_not_keep_a_drain_going()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource ticked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("ticking", async (message, context) =>
        {
            if (message is "start")
            {
                context.StartPeriodicTimer("t", "tick", TimeSpan.FromMilliseconds(1));
            }
            else
            {
                // Longer than the period: the next tick is always due before this one has been handled.
                await Task.Delay(5);
                _ = ticked.TrySetResult();
            }
        });
        await actor.TellAsync("start", Limit);
        await ticked.Task.WaitAsync(Limit);
        await broker.StopAsync(actor, drain: true).AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task Waiting_for_the_own_stop_is_refused_at_once([Values] bool afterAnAwait, [Values] bool byAddress, [Values] bool drain)
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("narcissus", async (_, context) =>
        {
            if (afterAnAwait)
            {
                await Task.Yield();
            }

            await context.Broker.StopAsync(byAddress ? context.Broker.Actor("narcissus") : context.Self, drain);
        });
        ActorFailedException failed =
            (await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<int>("?", Generous, Limit)))!;
        Assert.That(failed.InnerException, Is.TypeOf<ActorDeadlockException>().With.Message.Contains("narcissus"));
    }

    [Test]
    public async Task Waiting_for_the_stop_of_a_parent_is_refused_at_once([Values] bool grandparent)
    {
        Broker broker = CreateBroker();
        ActorRef top = broker.Spawn("top", Forward);
        string stopped = grandparent ? "top" : "top/a";
        ActorFailedException failed =
            (await Assert.ThrowsAsync<ActorFailedException>(async () => await top.AskAsync<int>(stopped, Generous, Limit)))!;
        Assert.That(failed.InnerException, Is.TypeOf<ActorDeadlockException>().With.Message.Contains("top/a"));

        static async ValueTask Forward(object message, ActorContext context)
        {
            if (context.Self.Address.Length < "top/a/a".Length)
            {
                ActorRef child = context.Children.Count > 0 ? context.Children[0] : context.Spawn("a", Forward);
                await context.ForwardAsync(child);
            }
            else
            {
                await context.Broker.StopAsync(context.Broker.Actor((string)message));
            }
        }
    }

    [Test]
    public async Task Two_actors_that_wait_for_each_others_stop_fail_at_once()
    {
        Broker broker = CreateBroker();
        using SemaphoreSlim both = new(0);
        ActorRef[] pair = new ActorRef[2];
        Task<bool>[] asks = new Task<bool>[2];
        for (int i = 0; i < 2; i++)
        {
            int other = 1 - i;
            pair[i] = broker.Spawn<string, bool>($"stopper-{i}", async (_, context) =>
            {
                both.Release();
                await Eventually(() => both.CurrentCount == 2, "both are at it");
                await context.Broker.StopAsync(pair[other], timeout: Generous);
                return true;
            });
        }

        for (int i = 0; i < 2; i++)
        {
            asks[i] = pair[i].AskAsync<bool>("stop", Generous, Limit).AsTask();
        }

        await Task.WhenAny(Task.WhenAll(asks), Task.Delay(Generous, Limit));
        Task<bool> refused = asks.First(static ask => ask.IsFaulted);
        Assert.That(
            refused.Exception!.InnerException!.InnerException,
            Is.TypeOf<ActorDeadlockException>().With.Message.Contains("stopper-0").And.Message.Contains("stopper-1"));
    }

    [Test]
    public async Task A_wait_for_a_stop_ends_at_its_time_limit()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        StopTimeoutException late = (await Assert.ThrowsAsync<StopTimeoutException>(
            () => broker.StopAsync(actor, timeout: TimeSpan.FromMilliseconds(20)).AsTask()))!;
        Assert.That(late.Message, Does.Contain("'blocked'"));
        using CancellationTokenSource enough = new();
        Task stop = broker.StopAsync(actor, timeout: Generous, cancellationToken: enough.Token).AsTask();
        await enough.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => stop);
        blocked.Go();
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
    }

    [Test]
    public async Task A_wait_for_a_stop_is_limited_by_the_clock_of_the_broker()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        Task stop = broker.StopAsync(actor, timeout: TimeSpan.FromDays(1), cancellationToken: Limit).AsTask();
        time.Jump(TimeSpan.FromDays(1));
        Assert.That(async () => await stop, Throws.TypeOf<StopTimeoutException>());
        blocked.Go();
        await Eventually(() => broker.ActorCount == 0, "it stops later");
    }
}
