namespace ZmqNative.Actors.Tests;

/// <summary>Timers, behaviours and children that an instance begins in its last hook, which end with it.</summary>
public sealed class HookTests : BrokerTest
{
    private static readonly ActorOptions AtOnce = new() { Supervision = new Supervision { InitialBackoff = TimeSpan.Zero } };

    [Test]
    public async Task A_timer_that_is_started_while_the_actor_stops_does_not_outlive_it([Values] bool inDispose)
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        ActorRef actor = broker.Spawn("a", () => new Late(inDispose, static context =>
        {
            context.StartTimer("once", "tick", TimeSpan.FromSeconds(1));
            context.StartPeriodicTimer("again", "tick", TimeSpan.FromSeconds(1));
        }));
        int before = time.ActiveTimers;
        _ = await actor.AskAsync<int>("?", Generous, Limit);
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        await Eventually(() => time.ActiveTimers <= before + 1, "the wheel's alone");
    }

    [Test]
    public async Task A_timer_that_is_started_while_the_actor_restarts_does_not_reach_the_next_instance([Values] bool inDispose)
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        ActorRef actor = broker.Spawn(
            "a",
            () => new Late(inDispose, context =>
            {
                context.StartTimer("now", "tick", TimeSpan.Zero);
                context.StartPeriodicTimer("again", "tick", TimeSpan.FromSeconds(1));
                time.Jump(TimeSpan.FromSeconds(1));
            }),
            AtOnce);
        await actor.TellAsync(new FormatException(), Limit);
        _ = await actor.AskAsync<int>("?", TimeSpan.FromDays(1), Limit);
        time.Jump(TimeSpan.FromSeconds(5));
        Assert.That(await actor.AskAsync<int>("?", TimeSpan.FromDays(1), Limit), Is.Zero, "ticks in the next instance");
    }

    [Test]
    public async Task A_behaviour_that_is_set_while_the_actor_restarts_does_not_reach_the_next_instance()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "a",
            static () => new Late(inDispose: false, static context => context.Become(static (_, inner) =>
            {
                inner.Reply(-1);
                return default;
            })),
            AtOnce);
        await actor.TellAsync(new FormatException(), Limit);
        Assert.That(await actor.AskAsync<int>("?", Generous, Limit), Is.Zero);

        // There is no previous behaviour, either.
        Assert.That(await actor.AskAsync<int>("unbecome", Generous, Limit), Is.Zero);
        Assert.That(await actor.AskAsync<int>("?", Generous, Limit), Is.Zero);
    }

    [Test]
    public async Task A_child_cannot_be_spawned_while_the_actor_restarts()
    {
        Broker broker = CreateBroker();
        Exception? refused = null;
        ActorRef actor = broker.Spawn(
            "a",
            () => new Late(inDispose: false, context =>
            {
                try
                {
                    _ = context.Spawn("child", static (_, _) => default);
                }
                catch (InvalidOperationException exception)
                {
                    refused = exception;
                }
            }),
            AtOnce);
        await actor.TellAsync(new FormatException(), Limit);
        _ = await actor.AskAsync<int>("?", Generous, Limit);
        Assert.That(refused, Has.Message.Contains("OnStartedAsync"));
        Assert.That(broker.ActorCount, Is.EqualTo(1));
    }

    /// <summary>Counts ticks, answers with their number, and runs an action at its end.</summary>
    private sealed class Late(bool inDispose, Action<ActorContext> atEnd) : Actor, IAsyncDisposable
    {
        private ActorContext? _context;
        private int _ticks;

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            switch (message)
            {
                case Exception exception:
                    throw exception;
                case "tick":
                    _ticks++;
                    return default;
                case "unbecome":
                    context.Reply(context.Unbecome() ? -1 : 0);
                    return default;
                default:
                    context.Reply(_ticks);
                    return default;
            }
        }

        public override ValueTask OnStoppingAsync(ActorContext context) => End(context);

        public override ValueTask OnRestartingAsync(Exception cause, ActorContext context) => End(context);

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            if (inDispose && _context is { } context)
            {
                atEnd(context);
            }
        }

        private ValueTask End(ActorContext context)
        {
            _context = context;
            if (!inDispose)
            {
                atEnd(context);
            }

            return default;
        }
    }
}
