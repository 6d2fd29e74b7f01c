namespace ZmqNative.Actors.Tests;

public sealed class LifecycleTests : BrokerTest
{
    private Recorder _recorder = new();

    [SetUp]
    public void Forget() => _recorder = new Recorder();

    [Test]
    public async Task Hooks_are_called_in_order_and_the_instance_is_disposed()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"));
        await actor.TellAsync(1, Limit);
        await broker.StopAsync(actor, drain: true).AsTask().WaitAsync(Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "a started", "a got 1", "a stopping", "a disposed" }));
        Assert.That(broker.TryGetActor("a", out _), Is.False);

        // The address is free again.
        ActorRef next = broker.Spawn("a", () => new Recorded(_recorder, "b"));
        Assert.That(() => broker.Spawn("a", () => new Recorded(_recorder, "c")), Throws.ArgumentException);
        Assert.That(await next.AskAsync<bool>(2, cancellationToken: Limit), Is.True);
    }

    [Test]
    public async Task A_stop_is_handled_before_the_messages_in_the_mailbox()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        await actor.TellAsync("left", Limit);
        ValueTask<object> ask = actor.AskAsync<object>("asked", cancellationToken: Limit);
        Task stop = broker.StopAsync(actor).AsTask();
        blocked.Go();
        await stop.WaitAsync(Limit);
        Assert.That(blocked.Handled, Is.EqualTo(new object[] { "in hand" }));
        Assert.That(async () => await ask, Throws.TypeOf<ActorStoppedException>());
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(2));
    }

    [Test]
    public async Task A_stop_cancels_the_token_of_a_pending_receive()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("patient", async (_, context) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.Stopping);
        });
        await actor.TellAsync("wait", Limit);
        await begun.Task.WaitAsync(Limit);
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        Assert.That(broker.ActorCount, Is.Zero);
    }

    [Test]
    public async Task Children_stop_before_their_parents_depth_first()
    {
        Broker broker = CreateBroker();
        ActorRef root = broker.Spawn("root", () => new Recorded(_recorder, "root"));
        _ = await root.AskAsync<bool>(
            (Action<ActorContext>)(context =>
            {
                ActorRef child = context.Spawn("child", () => new Recorded(_recorder, "child"));
                Assert.That(child.Address, Is.EqualTo("root/child"));
                _ = child.TryTell((Action<ActorContext>)(inner =>
                {
                    Assert.That(inner.Parent, Is.SameAs(context.Self));
                    _ = inner.Spawn("grandchild", () => new Recorded(_recorder, "grandchild"));
                }));
            }),
            cancellationToken: Limit);
        await Eventually(() => _recorder.Events.Contains("grandchild started"), "all have started");
        await broker.StopAsync(root).AsTask().WaitAsync(Limit);
        Assert.That(
            _recorder.Events.Where(static e => e.EndsWith("stopping", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "grandchild stopping", "child stopping", "root stopping" }));
    }

    [Test]
    public async Task A_parent_stops_a_child_and_spawns_another_in_its_place()
    {
        Broker broker = CreateBroker();
        ActorRef root = broker.Spawn("root", () => new Recorded(_recorder, "root"));
        ActorRef? child = null;
        _ = await AskToAsync(root, context => child = context.Spawn("child", () => new Recorded(_recorder, "first")));
        _ = await AskToAsync(root, context => context.Stop(child!));
        await Eventually(() => !broker.TryGetActor("root/child", out _), "the child has stopped");
        await Eventually(() => ((ActorCell)root).Parts!.Children!.List().Length == 0, "its parent knows");
        _ = await AskToAsync(root, context => Assert.That(context.Children, Is.Empty));
        _ = await AskToAsync(root, context => context.Spawn("child", () => new Recorded(_recorder, "second")));
        Assert.That(await broker.Actor("root/child").AskAsync<bool>("x", cancellationToken: Limit), Is.True);
        Assert.That(_recorder.Events, Does.Contain("second got x"));
    }

    [Test]
    public async Task A_watcher_is_notified_once_and_not_at_all_after_unwatching()
    {
        Broker broker = CreateBroker();
        ActorRef watcher = broker.Spawn("watcher", () => new Recorded(_recorder, "watcher"));
        ActorRef first = broker.Spawn("first", () => new Recorded(_recorder, "first"));
        ActorRef second = broker.Spawn("second", () => new Recorded(_recorder, "second"));
        _ = await AskToAsync(watcher, context =>
        {
            context.Watch(first);
            context.Watch(first);
            context.Watch(second);
            context.Watch(broker.Actor("first"));
            context.Unwatch(second);
        });
        await broker.StopAsync(second).AsTask().WaitAsync(Limit);
        await broker.StopAsync(first).AsTask().WaitAsync(Limit);
        await Eventually(() => _recorder.Events.Count(static e => e == "watcher saw first stop") == 1, "it is told, for both references");

        // A stopped actor is reported at once, by either kind of reference.
        _ = await AskToAsync(watcher, context =>
        {
            context.Watch(second);
            context.Watch(broker.Actor("unknown"));
        });
        await Eventually(() => _recorder.Events.Contains("watcher saw unknown stop"), "the missing actor is reported");
        await Eventually(() => _recorder.Events.Count(static e => e == "watcher saw second stop") == 1, "the stopped one is told");
        await Task.Yield();
        Assert.That(_recorder.Events.Count(static e => e.StartsWith("watcher saw", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public async Task Unstashed_messages_are_handled_in_order_before_all_others()
    {
        Broker broker = CreateBroker();
        List<object> handled = [];
        ActorRef actor = broker.Spawn("stash", (message, context) =>
        {
            if (message is "open")
            {
                context.Become((late, inner) =>
                {
                    handled.Add(late);
                    if (inner.IsAsked)
                    {
                        inner.Reply(handled.Count);
                    }

                    return default;
                });
                context.UnstashAll();
            }
            else
            {
                context.Stash();
            }

            return default;
        });
        await actor.TellAsync(1, Limit);
        ValueTask<int> ask = actor.AskAsync<int>(2, cancellationToken: Limit);
        await actor.TellAsync(3, Limit);
        await actor.TellAsync("open", Limit);
        int last = await actor.AskAsync<int>(4, cancellationToken: Limit);
        Assert.That((await ask, last), Is.EqualTo((2, 4)));
        Assert.That(handled, Is.EqualTo(new object[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task A_behaviour_is_switched_and_switched_back()
    {
        ActorRef light = CreateBroker().Spawn("light", static (_, context) =>
        {
            context.Become(static (message, inner) =>
            {
                if (message is "off")
                {
                    Assert.That(inner.Unbecome(), Is.True);
                    Assert.That(inner.Unbecome(), Is.False);
                }

                inner.Reply("lit");
                return default;
            });
            context.Reply("dark");
            return default;
        });
        List<string> seen = [];
        foreach (string message in new[] { "on", "x", "off", "on" })
        {
            seen.Add(await light.AskAsync<string>(message, cancellationToken: Limit));
        }

        Assert.That(seen, Is.EqualTo(new[] { "dark", "lit", "lit", "dark" }));
    }

    [Test]
    public async Task Timers_tick_are_replaced_and_end()
    {
        TestBroker kit = CreateKit();
        ActorRef actor = kit.Broker.Spawn("timed", () => new Recorded(_recorder, "timed"));
        _ = await AskToAsync(actor, context =>
        {
            context.StartTimer("once", "never", TimeSpan.FromSeconds(1));
            context.StartTimer("once", "once", TimeSpan.FromSeconds(2));
            context.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(3));
        });
        await kit.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.That(_recorder.Count, Is.EqualTo(2), "one tick");
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That(_recorder.Count, Is.EqualTo(3), "two ticks");
        await kit.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.That(_recorder.Count, Is.EqualTo(4), "three ticks");
        _ = await AskToAsync(actor, context =>
        {
            Assert.That(context.CancelTimer("tick"), Is.True);
            Assert.That(context.CancelTimer("once"), Is.False);
        });
        await kit.AdvanceAsync(TimeSpan.FromHours(1));
        _ = await actor.AskAsync<bool>("end", cancellationToken: Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "timed started", "timed got once", "timed got tick", "timed got tick", "timed got end" }));
        Assert.That(kit.Time.ActiveTimers, Is.LessThanOrEqualTo(2), "those of the asks alone");
    }

    [Test]
    public async Task A_tick_that_is_queued_is_cancelled_too()
    {
        ManualTime time = new();
        ActorRef actor = CreateBroker(new BrokerOptions { TimeProvider = time }).Spawn("timed", () => new Recorded(_recorder, "timed"));
        _ = await AskToAsync(actor, context =>
        {
            context.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(3));
            time.Jump(TimeSpan.FromSeconds(4));
            Assert.That(context.CancelTimer("tick"), Is.True);
        });
        _ = await actor.AskAsync<bool>("end", cancellationToken: Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "timed started", "timed got end" }));
    }

    private ValueTask<bool> AskToAsync(ActorRef actor, Action<ActorContext> action) =>
        actor.AskAsync<bool>(action, Generous, Limit);
}
