namespace ZmqNative.Actors.Tests;

public sealed class SupervisionTests : BrokerTest
{
    private static readonly Supervision AtOnce = new() { InitialBackoff = TimeSpan.Zero };

    private Recorder _recorder = new();

    [SetUp]
    public void Forget() => _recorder = new Recorder();

    [Test]
    public async Task A_failed_actor_is_replaced_and_continues_after_the_message_that_failed()
    {
        Broker broker = CreateBroker();
        int instances = 0;
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, $"a{++instances}"), new ActorOptions { Supervision = AtOnce });
        await actor.TellAsync("one", Limit);
        ValueTask<bool> poison = actor.AskAsync<bool>(new FormatException("bad"), cancellationToken: Limit);
        await actor.TellAsync("two", Limit);
        Assert.That(async () => await poison, Throws.TypeOf<ActorFailedException>());
        _ = await actor.AskAsync<bool>("three", cancellationToken: Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[]
        {
            "a1 started", "a1 got one", "a1 restarting: bad", "a1 disposed", "a2 started", "a2 got two", "a2 got three",
        }));
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((1, 1)));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Failed), Is.EqualTo(1));
    }

    [Test]
    public async Task An_asynchronous_failure_is_supervised_too()
    {
        int instances = 0;
        ActorRef actor = CreateBroker().Spawn("a", () => new Recorded(_recorder, $"a{++instances}"), new ActorOptions { Supervision = AtOnce });
        await actor.TellAsync(
            (Func<ActorContext, ValueTask>)(async _ =>
            {
                await Task.Yield();
                throw new FormatException("late");
            }),
            Limit);
        _ = await actor.AskAsync<bool>("next", cancellationToken: Limit);
        Assert.That(_recorder.Events, Does.Contain("a1 restarting: late").And.Contain("a2 got next"));
    }

    [Test]
    public async Task The_decider_returns_the_directive_for_the_exception()
    {
        Broker broker = CreateBroker();
        Supervision supervision = AtOnce with
        {
            Decider = static cause => cause switch
            {
                FormatException => SupervisionDirective.Resume,
                TimeoutException => SupervisionDirective.Stop,
                _ => SupervisionDirective.Restart,
            },
        };
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"), new ActorOptions { Supervision = supervision });
        await actor.TellAsync(new FormatException("go on"), Limit);
        _ = await actor.AskAsync<bool>("same", cancellationToken: Limit);
        Assert.That(_recorder.Events, Is.EqualTo(new[] { "a started", "a got same" }));
        await actor.TellAsync(new TimeoutException("end"), Limit);
        await Eventually(() => !broker.TryGetActor("a", out _), "it stops");
        Assert.That(async () => await actor.AskAsync<bool>("x"), Throws.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task Pauses_double_up_to_the_longest_and_messages_wait_meanwhile()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        Supervision supervision = new()
        {
            InitialBackoff = TimeSpan.FromSeconds(1),
            MaxBackoff = TimeSpan.FromSeconds(3),
            Jitter = 0,
        };
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"), Unwatched with { Supervision = supervision });
        int starts = 1;
        foreach (int pause in new[] { 1, 2, 3, 3 })
        {
            await actor.TellAsync(new FormatException(), Limit);
            await actor.TellAsync($"message {starts}", Limit);
            await kit.AdvanceAsync(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.That(Starts(), Is.EqualTo(starts));
            await kit.AdvanceAsync(TimeSpan.FromTicks(1));
            Assert.That(_recorder.Events, Does.Contain($"a got message {starts}"));
            Assert.That(Starts(), Is.EqualTo(++starts));
        }

        int Starts() => _recorder.Events.Count(static e => e == "a started");
    }

    [Test]
    public async Task Jitter_lengthens_pauses_at_random_within_its_bound()
    {
        const int Actors = 50;
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        Supervision supervision = new() { InitialBackoff = TimeSpan.FromSeconds(1), Jitter = 0.5 };
        for (int i = 0; i < Actors; i++)
        {
            ActorRef actor = broker.Spawn($"a/{i}", () => new Recorded(_recorder, "a"), Unwatched with { Supervision = supervision });
            await actor.TellAsync(new FormatException(), Limit);
        }

        await kit.AdvanceAsync(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.That(broker.Restarts, Is.Zero, "none is shorter");
        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(250));
        Assert.That(broker.Restarts, Is.InRange(1, Actors - 1), "not all are the same");
        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(250) + TimeSpan.FromTicks(1));
        Assert.That(broker.Restarts, Is.EqualTo(Actors), "none is longer than allowed");
    }

    [Test]
    public async Task A_pause_is_cut_short_by_the_end_of_the_broker()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"));
        await actor.TellAsync(new FormatException(), Limit);
        await actor.TellAsync("left", Limit);
        await kit.IdleAsync();
        Assert.That(_recorder.Events, Does.Not.Contain("a got left"));
        await broker.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(_recorder.Events, Does.Contain("a got left"));
    }

    [Test]
    public async Task Too_many_restarts_within_the_window_stop_the_actor()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        Supervision supervision = AtOnce with { MaxRestarts = 2, Window = TimeSpan.FromSeconds(10) };
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"), new ActorOptions { Supervision = supervision });
        for (int i = 0; i < 5; i++)
        {
            // Within the limit: two in any ten seconds.
            await actor.TellAsync(new FormatException(), Limit);
            _ = await actor.AskAsync<bool>("alive", Generous, Limit);
            await kit.AdvanceAsync(TimeSpan.FromSeconds(6));
        }

        await actor.TellAsync(new FormatException(), Limit);
        await actor.TellAsync(new FormatException(), Limit);
        await kit.IdleAsync();
        Assert.That(broker.TryGetActor("a", out _), Is.False, "it is given up");
        Assert.That(broker.Restarts, Is.EqualTo(6));
    }

    [Test]
    public async Task A_start_that_fails_is_tried_again()
    {
        int attempts = 0;
        ActorRef actor = CreateBroker().Spawn(
            "a",
            () => new Recorded(_recorder, "a", _ =>
            {
                if (++attempts < 3)
                {
                    throw new FormatException();
                }
            }),
            new ActorOptions { Supervision = AtOnce });
        Assert.That(await actor.AskAsync<bool>("x", Generous, Limit), Is.True);
        Assert.That(attempts, Is.EqualTo(3));
    }

    [Test]
    public async Task An_actor_that_fails_at_each_start_does_not_use_up_the_stack()
    {
        const int Failures = 100_000;
        int attempts = 0;
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "a",
            () => ++attempts <= Failures ? throw new FormatException() : new Recorded(_recorder, "a"),
            new ActorOptions { Supervision = AtOnce with { MaxRestarts = int.MaxValue } });
        Assert.That(await actor.AskAsync<bool>("x", Storm.Patience, Limit), Is.True);
        Assert.That(broker.Restarts, Is.EqualTo(Failures));
    }

    [Test]
    public async Task A_child_that_escalates_fails_its_parent()
    {
        Broker broker = CreateBroker();
        ActorOptions escalating = new() { Supervision = AtOnce with { Decider = static _ => SupervisionDirective.Escalate } };
        int parents = 0;
        ActorRef parent = broker.Spawn("p", () => new Recorded(_recorder, $"p{++parents}"), new ActorOptions { Supervision = AtOnce });
        ActorRef? child = null;
        _ = await parent.AskAsync<bool>(
            (Action<ActorContext>)(context => child = context.Spawn("c", () => new Recorded(_recorder, "c"), escalating)), Generous, Limit);
        await child!.TellAsync(new FormatException("too much"), Limit);
        await Eventually(() => _recorder.Events.Contains("p2 started"), "the parent is restarted");
        Assert.That(_recorder.Events, Does.Contain("p1 restarting: too much"));
        Assert.That(Array.IndexOf(_recorder.Events, "c stopping"), Is.LessThan(Array.IndexOf(_recorder.Events, "p1 restarting: too much")));

        ActorRef orphan = broker.Spawn("o", () => new Recorded(_recorder, "o"), escalating);
        await orphan.TellAsync(new FormatException(), Limit);
        await Eventually(() => !broker.TryGetActor("o", out _), "without a parent it stops");
    }

    [Test]
    public async Task Children_stop_before_their_parent_is_restarted()
    {
        Broker broker = CreateBroker();
        int parents = 0;
        ActorRef parent = broker.Spawn("p", () => new Recorded(_recorder, $"p{++parents}"), new ActorOptions { Supervision = AtOnce });
        Action<ActorContext> spawn = context => context.Spawn("c", () => new Recorded(_recorder, "c"));
        _ = await parent.AskAsync<bool>(spawn, Generous, Limit);
        await parent.TellAsync(new FormatException("x"), Limit);
        _ = await parent.AskAsync<bool>(spawn, Generous, Limit);
        Assert.That(_recorder.Events, Is.SupersetOf(new[] { "c stopping", "p1 restarting: x", "p2 started" }));
        Assert.That(Array.IndexOf(_recorder.Events, "c stopping"), Is.LessThan(Array.IndexOf(_recorder.Events, "p1 restarting: x")));
    }

    [Test]
    public async Task Stashed_messages_survive_a_restart()
    {
        ActorRef actor = CreateBroker().Spawn("a", () => new Recorded(_recorder, "a"), new ActorOptions { Supervision = AtOnce });
        await actor.TellAsync((Action<ActorContext>)(context => context.Stash()), Limit);
        await actor.TellAsync((Func<ActorContext, ValueTask>)(_ => throw new FormatException("x")), Limit);
        await Eventually(() => _recorder.Events.Count(static e => e == "a started") == 2, "it is restarted");
        await actor.TellAsync("after", Limit);
        await Eventually(() => _recorder.Events.Contains("a got after"), "it goes on");
    }

    [Test]
    public async Task A_watcher_is_not_notified_of_a_restart()
    {
        Broker broker = CreateBroker();
        ActorRef watcher = broker.Spawn("w", () => new Recorded(_recorder, "w"));
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"), new ActorOptions { Supervision = AtOnce });
        _ = await watcher.AskAsync<bool>((Action<ActorContext>)(context => context.Watch(actor)), Generous, Limit);
        await actor.TellAsync(new FormatException(), Limit);
        _ = await actor.AskAsync<bool>("x", Generous, Limit);
        _ = await watcher.AskAsync<bool>("x", Generous, Limit);
        Assert.That(_recorder.Events, Does.Not.Contain("w saw a stop"));
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        await Eventually(() => _recorder.Events.Contains("w saw a stop"), "of the stop it is");
    }
}
