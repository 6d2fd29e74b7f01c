namespace ZmqNative.Actors.Tests;

public sealed class MiddlewareTests : BrokerTest
{
    private Recorder _recorder = null!;

    [SetUp]
    public void StartRecording() => _recorder = new Recorder();

    [Test]
    public async Task It_sees_the_messages_of_every_form_of_actor()
    {
        Broker broker = CreateBroker(new BrokerOptions { Middleware = [Record("seen")] });
        ActorRef lambda = broker.Spawn("lambda", static (message, context) =>
        {
            context.Reply($"{message}!");
            return default;
        });
        ActorRef function = broker.Spawn("function", static (string text) => text.Length);
        ActorRef own = broker.Spawn("class", () => new Recorded(_recorder, "class"));
        ActorRef typed = broker.Spawn("typed", static () => new Doubling());
        broker.Register("keyed/{id}", _ => new Recorded(_recorder, "keyed"));
        Assert.That(await lambda.AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("a!"));
        Assert.That(await function.AskAsync<int>("bc", cancellationToken: Limit), Is.EqualTo(2));
        Assert.That(await own.AskAsync<bool>("d", cancellationToken: Limit), Is.True);
        Assert.That(await typed.AskAsync<int>(21, cancellationToken: Limit), Is.EqualTo(42));
        Assert.That(await broker.Actor("keyed/1").AskAsync<bool>("e", cancellationToken: Limit), Is.True);
        Assert.That(
            _recorder.Events.Where(static what => what.StartsWith("seen", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "seen lambda a", "seen function bc", "seen class d", "seen typed 21", "seen keyed/1 e" }));
    }

    [Test]
    public async Task That_of_the_broker_is_around_that_of_the_actor_in_the_order_of_the_lists()
    {
        Broker broker = CreateBroker(new BrokerOptions { Middleware = [Around("1"), Around("2")] });
        ActorRef actor = broker.Spawn(
            "a", () => new Recorded(_recorder, "a"), new ActorOptions { Middleware = [Around("3"), Around("4")] });
        Assert.That(await actor.AskAsync<bool>("x", cancellationToken: Limit), Is.True);
        string[] expected = ["a started", "<1", "<2", "<3", "<4", "a got x", "4>", "3>", "2>", "1>"];
        await Eventually(() => _recorder.Count == expected.Length, "the outermost one has ended");
        Assert.That(_recorder.Events, Is.EqualTo(expected));
    }

    [Test]
    public async Task It_is_composed_once_for_the_actors_with_the_same_options()
    {
        List<ActorReceive> nexts = [];
        ActorOptions options = new()
        {
            Middleware =
            [
                (message, context, next) =>
                {
                    nexts.Add(next);
                    return next(message, context);
                },
            ],
        };
        Broker broker = CreateBroker();
        for (int i = 0; i < 3; i++)
        {
            ActorRef actor = broker.Spawn($"a/{i}", (message, context) =>
            {
                context.Reply(context.Self.Address);
                return default;
            }, options);
            Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo(actor.Address));
            Assert.That(await actor.AskAsync<string>("y", cancellationToken: Limit), Is.EqualTo(actor.Address));
        }

        Assert.That(nexts, Has.Count.EqualTo(6).And.All.SameAs(nexts[0]));
    }

    [Test]
    public async Task It_sees_exceptions_and_may_handle_them()
    {
        Broker broker = CreateBroker();
        ActorRef observed = broker.Spawn("observed", () => new Recorded(_recorder, "a"), new ActorOptions { Middleware = [Observe] });
        Assert.That(
            async () => await observed.AskAsync<bool>(new FormatException("first"), cancellationToken: Limit),
            Throws.TypeOf<ActorFailedException>().With.InnerException.TypeOf<FormatException>());
        Assert.That(await observed.AskAsync<bool>("after", cancellationToken: Limit), Is.True);
        Assert.That(broker.Restarts, Is.EqualTo(1));

        ActorRef guarded = broker.Spawn("guarded", () => new Recorded(_recorder, "b"), new ActorOptions { Middleware = [AnswerFailures] });
        Assert.That(await guarded.AskAsync<string>(new FormatException("second"), cancellationToken: Limit), Is.EqualTo("second"));
        Assert.That(broker.Restarts, Is.EqualTo(1), "a handled exception is no failure");
        Assert.That(_recorder.Events, Does.Contain("failed: first").And.Contain("a restarting: first"));
    }

    [Test]
    public async Task An_exception_of_its_own_is_a_failure_of_the_actor()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"), new ActorOptions
        {
            Middleware = [static (message, context, next) => throw new InvalidOperationException("refused")],
        });
        Assert.That(
            async () => await actor.AskAsync<bool>("x", cancellationToken: Limit),
            Throws.TypeOf<ActorFailedException>().With.Message.Contains("refused"));
        await Eventually(() => broker.DeadLetters.CountOf(DeadLetterReason.Failed) == 1, "counted");
        Assert.That(_recorder.Events, Does.Not.Contain("a got x"));
    }

    [Test]
    public async Task It_may_replace_a_message_answer_it_or_try_again()
    {
        int attempts = 0;
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "a",
            (message, context) =>
            {
                if (message is "twice" && ++attempts == 1)
                {
                    throw new IOException("not now");
                }

                context.Reply($"handled {message}");
                return default;
            },
            new ActorOptions { Middleware = [AnswerReplaceOrTryAgainAsync] });
        Assert.That(await actor.AskAsync<string>("cached", cancellationToken: Limit), Is.EqualTo("from the cache"));
        Assert.That(await actor.AskAsync<string>("old", cancellationToken: Limit), Is.EqualTo("handled new"));
        Assert.That(await actor.AskAsync<string>("twice", cancellationToken: Limit), Is.EqualTo("handled twice"));
        Assert.That((attempts, broker.Failures), Is.EqualTo((2, 0L)));
    }

    [Test]
    public async Task It_stays_in_front_of_behaviours_and_of_new_instances()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"), new ActorOptions { Middleware = [Record("seen")] });
        await actor.TellAsync(BecomeOther, Limit);
        Assert.That(await actor.AskAsync<string>("b", cancellationToken: Limit), Is.EqualTo("other b"));
        await actor.TellAsync("back", Limit);
        await actor.TellAsync(new FormatException("poison"), Limit);
        Assert.That(await actor.AskAsync<bool>("c", cancellationToken: Limit), Is.True);
        string[] seen = [.. _recorder.Events.Where(static what => what.StartsWith("seen", StringComparison.Ordinal))];
        Assert.That(seen, Has.Length.EqualTo(5));
        Assert.That((seen[1], seen[2], seen[4]), Is.EqualTo(("seen a b", "seen a back", "seen a c")));
        await broker.StopAsync(actor);
        Assert.That(_recorder.Events.TakeLast(2), Is.EqualTo(new[] { "a stopping", "a disposed" }), "hooks reach the instance itself");
    }

    [Test]
    public async Task It_sees_ticks_of_timers_and_notifications_and_no_hooks()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, Middleware = [Record("seen")] });
        ActorRef watched = broker.Spawn("watched", static (_, _) => default);
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"));
        Action<ActorContext> begin = context =>
        {
            context.Watch(watched);
            context.StartTimer("key", "tick", TimeSpan.FromSeconds(1));
        };
        Assert.That(await actor.AskAsync<bool>(begin, cancellationToken: Limit), Is.True);
        await broker.StopAsync(watched);
        await Eventually(() => _recorder.Events.Contains("a saw watched stop"), "notified");
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually(() => _recorder.Events.Contains("a got tick"), "the timer has fired");
        await broker.StopAsync(actor);
        string[] seen = [.. _recorder.Events.Where(static what => what.StartsWith("seen", StringComparison.Ordinal))];
        Assert.That(seen, Has.Length.EqualTo(3));
        Assert.That(seen[2], Is.EqualTo("seen a tick"));
    }

    [Test]
    public async Task Routers_and_topics_have_none()
    {
        Broker broker = CreateBroker(new BrokerOptions { Middleware = [Record("seen")] });
        ActorRef actor = broker.Spawn("a", () => new Recorded(_recorder, "a"));
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, actor);
        Assert.That(broker.Topics.Subscribe("t", actor), Is.True);
        Assert.That(await broker.Actor("router").AskAsync<bool>("by address", cancellationToken: Limit), Is.True);
        await broker.StopAsync(actor);
        await Eventually(() => broker.Topics.Subscriptions == 0 && router.Routees.Count == 0, "both watchers were notified");
        Assert.That(
            _recorder.Events.Where(static what => what.StartsWith("seen", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "seen a by address" }));
    }

    private static ValueTask AnswerFailures(object message, ActorContext context, ActorReceive next)
    {
        return AwaitAsync();

        async ValueTask AwaitAsync()
        {
            try
            {
                await next(message, context);
            }
            catch (FormatException exception)
            {
                context.Reply(exception.Message);
            }
        }
    }

    private static async ValueTask AnswerReplaceOrTryAgainAsync(object message, ActorContext context, ActorReceive next)
    {
        switch (message)
        {
            case "cached":
                context.Reply("from the cache");
                break;
            case "old":
                await next("new", context);
                break;
            default:
                try
                {
                    await next(message, context);
                }
                catch (IOException)
                {
                    await next(message, context);
                }

                break;
        }
    }

    private static ActorMiddleware Compose(Action<object, ActorContext> before, Action after) => async (message, context, next) =>
    {
        before(message, context);
        await next(message, context);
        after();
    };

    private ActorMiddleware Record(string what) =>
        Compose((message, context) => _recorder.Add($"{what} {context.Self.Address} {message}"), static () => { });

    private ActorMiddleware Around(string what) => Compose((_, _) => _recorder.Add($"<{what}"), () => _recorder.Add($"{what}>"));

    private async ValueTask Observe(object message, ActorContext context, ActorReceive next)
    {
        try
        {
            await next(message, context);
        }
        catch (FormatException exception)
        {
            _recorder.Add($"failed: {exception.Message}");
            throw;
        }
    }

    private static readonly Action<ActorContext> BecomeOther = static context => context.Become((message, own) =>
    {
        if (message is "back")
        {
            _ = own.Unbecome();
        }
        else
        {
            own.Reply($"other {message}");
        }

        return default;
    });

    private sealed class Doubling : Actor<Doubling>, IHandlers<Doubling>, IHandle<int, int>
    {
        public static void Describe(HandlerTable<Doubling> handlers) => handlers.Ask<int, int>();

        public ValueTask<int> HandleAsync(int message, ActorContext context) => new(2 * message);
    }
}
