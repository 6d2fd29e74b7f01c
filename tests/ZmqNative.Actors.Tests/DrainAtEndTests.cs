namespace ZmqNative.Actors.Tests;

/// <summary>The drain at the end of a broker: its actors continue until none of them has a message to handle.</summary>
public sealed class DrainAtEndTests : BrokerTest
{
    private const int Asks = 30;

    [Test]
    public async Task Work_that_is_queued_may_ask_idle_actors_and_new_keyed_ones([Values("idle", "order/{0}", "child")] string needed)
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("idle", static (int number) => number + 1);
        broker.Register("order/{id}", static _ => new AnsweringActor<int, int>(static (number, _) => new ValueTask<int>(number + 1)));
        ActorRef worker = broker.Spawn("worker", async (message, context) =>
        {
            _ = begun.TrySetResult();
            await go.Task;
            ActorRef helper = needed == "child"
                ? context.Spawn($"child-{message}", static (number, context) =>
                {
                    context.Reply((int)number + 1);
                    return default;
                })
                : context.Broker.Actor(string.Format(null, needed, message));
            context.Reply(await helper.AskAsync<int>(message, Generous));
        });
        Task<int>[] asks = [.. Enumerable.Range(0, Asks).Select(i => worker.AskAsync<int>(i, Generous, Limit).AsTask())];
        await begun.Task.WaitAsync(Limit);
        ValueTask ending = broker.DisposeAsync();
        await Eventually(() => broker.End is { IsClosed: true }, "the end has begun");
        go.SetResult();
        Assert.That(await Task.WhenAll(asks), Is.EqualTo(Enumerable.Range(1, Asks)));
        await ending;
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task Keyed_actors_that_are_registered_during_the_end_leave_no_timer()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous, TimeProvider = time });
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isRegistered = false;
        ActorRef actor = broker.Spawn("actor", async (_, context) =>
        {
            begun.SetResult();
            await go.Task;
            context.Broker.Register("order/{id}", static _ => new Blocked());
            isRegistered = true;
        });
        await actor.TellAsync("register", Limit);
        await begun.Task.WaitAsync(Limit);
        ValueTask ending = broker.DisposeAsync();
        await Eventually(() => broker.End is { IsClosed: true }, "the end has begun");
        go.SetResult();
        await ending.AsTask().WaitAsync(Limit);
        Assert.That((isRegistered, time.ActiveTimers), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task Messages_between_actors_are_all_handled()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
        const int Count = 500;
        int handled = 0;
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < Count; i++)
        {
            string next = $"actor-{i + 1}";
            _ = broker.Spawn($"actor-{i}", async (message, context) =>
            {
                await go.Task;
                _ = Interlocked.Increment(ref handled);
                if (next != $"actor-{Count}")
                {
                    await context.Broker.Actor(next).TellAsync(message);
                }
            });
        }

        await broker.Actor("actor-0").TellAsync("go round", Limit);
        ValueTask ending = broker.DisposeAsync();
        await Eventually(() => broker.End is { IsClosed: true }, "the end has begun");
        go.SetResult();
        await ending;
        Assert.That(handled, Is.EqualTo(Count));
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task It_closes_to_the_outside_at_once()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        ActorRef idle = broker.Spawn("idle", static (int number) => number);
        ActorRef router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, idle);
        broker.Register("order/{id}", static _ => throw new InvalidOperationException("never"));
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        ValueTask<object> queued = actor.AskAsync<object>("queued", Generous, Limit);

        // Code outside of actors is not refused during a turn that began before the end.
        await Eventually(() => broker.Cells.Count(static cell => !cell.IsIdle) == 1, "the others have started");
        ValueTask ending = broker.DisposeAsync();
        await Eventually(() => broker.End is { IsClosed: true }, "the end has begun");
        foreach (ActorRef known in new[] { actor, idle, broker.Actor("idle") })
        {
            Assert.That(known.TryTell(1), Is.False);
            Assert.That(async () => await known.TellAsync(1, Limit), Throws.TypeOf<ActorStoppedException>());
            Assert.That(async () => await known.AskAsync<int>(1, Generous, Limit), Throws.TypeOf<ActorStoppedException>());
        }

        Assert.That(router.TryTell(1), Is.False);
        Assert.That(((Router)router).Routees, Has.Count.EqualTo(1), "the router keeps its routees for actors");
        Assert.That(async () => await broker.Actor("order/1").AskAsync<int>(1, Generous, Limit), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(() => broker.Spawn("late", static (int number) => number), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => broker.Register("late/{id}", static _ => new Blocked()), Throws.TypeOf<ObjectDisposedException>());
        blocked.Go(2);
        Assert.That(await queued, Is.EqualTo("queued"), "what was accepted before is handled");
        await ending;
    }

    [Test]
    public async Task An_actor_is_identified_after_its_first_await()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int told = 0;
        ActorRef other = broker.Spawn("other", (_, _) =>
        {
            told++;
            return default;
        });
        ActorRef old = broker.Spawn("old", async (message, _) =>
        {
            if (message is "await")
            {
                begun.SetResult();
                await go.Task;
                await other.TellAsync("told");
            }
        });
        for (int i = 0; i < 1000; i++)
        {
            await old.TellAsync(i, Limit);
        }

        await old.TellAsync("await", Limit);
        await begun.Task.WaitAsync(Limit);
        ValueTask ending = broker.DisposeAsync();
        await Eventually(() => broker.End is { IsClosed: true }, "the end has begun");
        go.SetResult();
        await ending;
        Assert.That(told, Is.EqualTo(1));
    }

    [Test]
    public async Task An_actor_that_failed_restarts_at_once_and_continues()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
        Supervision patient = new() { InitialBackoff = TimeSpan.FromMinutes(10), MaxBackoff = TimeSpan.FromMinutes(10) };
        ActorRef actor = broker.Spawn<string, string>(
            "fragile",
            static text => text == "fail" ? throw new InvalidOperationException(text) : text,
            new ActorOptions { Supervision = patient });
        Assert.That(async () => await actor.AskAsync<string>("fail", Generous, Limit), Throws.TypeOf<ActorFailedException>());
        ValueTask<string> ask = actor.AskAsync<string>("after the pause", Generous, Limit);
        ValueTask ending = broker.DisposeAsync();
        Assert.That(await ask, Is.EqualTo("after the pause"));
        await ending;
    }

    [Test]
    public async Task Actors_that_never_become_idle_end_at_the_time_limit()
    {
        Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = TimeSpan.FromMilliseconds(50), StopTimeout = Generous });
        ActorRef[] pair = new ActorRef[2];
        for (int i = 0; i < 2; i++)
        {
            int other = 1 - i;
            pair[i] = broker.Spawn($"player-{i}", (ball, _) => pair[other].TellAsync(ball));
        }

        await pair[0].TellAsync("ball", Limit);
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(broker.ActorCount, Is.Zero);
    }
}
