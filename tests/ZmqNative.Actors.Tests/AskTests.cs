namespace ZmqNative.Actors.Tests;

public sealed class AskTests : BrokerTest
{
    [Test]
    public async Task An_ask_ends_at_its_deadline_and_a_late_answer_reaches_no_other_ask()
    {
        TestBroker kit = CreateKit();
        List<ReplyHandle> handles = [];
        ActorRef late = kit.Broker.Spawn("late", (_, context) =>
        {
            handles.Add(context.ReplyLater());
            return default;
        });
        ValueTask<string> first = late.AskAsync<string>("first", TimeSpan.FromSeconds(1), Limit);
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.That(first.IsCompleted, Is.False);
        await kit.AdvanceAsync(TimeSpan.FromTicks(1));
        Assert.That(async () => await first, Throws.TypeOf<AskTimeoutException>().With.Property("Address").EqualTo("late"));

        // The next ask uses the same pooled object.
        ValueTask<string> second = late.AskAsync<string>("second", TimeSpan.FromSeconds(1), Limit);
        await kit.IdleAsync();
        Assert.That(handles[0].IsPending, Is.False);
        Assert.That(handles[0].Reply("late"), Is.False);
        Assert.That(handles[1].Reply("in time"), Is.True);
        Assert.That(await second, Is.EqualTo("in time"));
        Assert.That(() => handles[1].Reply("twice"), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Each_of_successive_asks_ends_at_its_own_deadline()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        ActorRef echo = broker.Spawn("echo", (string text) => text);
        ActorRef silent = broker.Spawn("silent", static (_, context) =>
        {
            _ = context.ReplyLater();
            return default;
        });

        // It is answered; its entry stays on the wheel for ten seconds.
        Assert.That(await echo.AskAsync<string>("x", TimeSpan.FromSeconds(10), Limit), Is.EqualTo("x"));
        ValueTask<string> shorter = silent.AskAsync<string>("x", TimeSpan.FromSeconds(1), Limit);
        ValueTask<string> longer = silent.AskAsync<string>("x", TimeSpan.FromSeconds(30), Limit);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.That(async () => await shorter, Throws.TypeOf<AskTimeoutException>());
        time.Advance(TimeSpan.FromSeconds(28), TimeSpan.FromMilliseconds(100));
        Assert.That(longer.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(100));
        Assert.That(async () => await longer, Throws.TypeOf<AskTimeoutException>());
        await Eventually(() => time.ActiveTimers == 0, "the wheel rests");
    }

    [Test]
    public async Task A_cancelled_ask_ends_and_is_not_handled_if_the_actor_has_not_begun()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        await actor.TellAsync("in hand", Limit);
        using CancellationTokenSource giveUp = new();
        ValueTask<object> ask = actor.AskAsync<object>("cancelled", cancellationToken: giveUp.Token);
        await giveUp.CancelAsync();
        Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        blocked.Go(2);
        await actor.TellAsync("last", Limit);
        await Eventually(() => blocked.Handled.Length == 2, "the others are handled");
        Assert.That(blocked.Handled, Is.EqualTo(new object[] { "in hand", "last" }));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Expired), Is.EqualTo(1));
    }

    [Test]
    public void An_ask_that_is_cancelled_before_it_begins_ends_at_once()
    {
        ActorRef echo = CreateBroker().Spawn("echo", (string text) => text);
        Assert.That(
            async () => await echo.AskAsync<string>("x", cancellationToken: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await echo.AskAsync<string>("y", cancellationToken: Limit), Is.EqualTo("y"));
    }

    [Test]
    public async Task Each_failure_has_its_own_exception()
    {
        Broker broker = CreateBroker();
        ActorRef throwing = broker.Spawn("throwing", static (_, _) => throw new FormatException("no good"));
        ActorRef mute = broker.Spawn("mute", static (_, _) => default);
        ActorRef number = broker.Spawn("number", static (string _) => 1);
        ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await throwing.AskAsync<int>("x")))!;
        Assert.That(failed.InnerException, Is.TypeOf<FormatException>());
        Assert.That(failed.FailureText, Does.Contain("no good"));
        Assert.That(async () => await mute.AskAsync<int>("x"), Throws.TypeOf<ActorFailedException>().With.Message.Contains("without an answer"));
        Assert.That(async () => await number.AskAsync<string>("x"), Throws.TypeOf<ActorFailedException>().With.Message.Contains("Int32"));
        Assert.That(async () => await number.AskAsync<int>(1.5), Throws.TypeOf<ActorFailedException>().With.Message.Contains("Double"));
        Assert.That(async () => await broker.Actor("unknown").AskAsync<int>("x"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(async () => await broker.Actor("unknown").TellAsync("x"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(() => broker.Actor("no body"), Throws.ArgumentException);
        Assert.That(() => number.AskAsync<int>("x", TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task An_ask_of_a_stopped_actor_fails()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", (string text) => text);
        await broker.StopAsync(echo).AsTask().WaitAsync(Limit);
        Assert.That(async () => await echo.AskAsync<string>("x"), Throws.TypeOf<ActorStoppedException>());
        Assert.That(async () => await echo.TellAsync("x"), Throws.TypeOf<ActorStoppedException>());
        Assert.That(echo.TryTell("x"), Is.False);
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(2));
    }

    [Test]
    public async Task Frames_that_are_not_awaited_are_freed()
    {
        ReplyHandle? handle = null;
        ActorRef actor = CreateBroker().Spawn("a", (message, context) =>
        {
            if (message is "later")
            {
                handle = context.ReplyLater();
            }
            else
            {
                context.Reply(Frame.FromText("answer"));
            }

            return default;
        });
        await actor.TellAsync("told", Limit);
        _ = await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<string>("of another type", cancellationToken: Limit));
        using (CancellationTokenSource cancel = new())
        {
            ValueTask<Frame> given = actor.AskAsync<Frame>("later", cancellationToken: cancel.Token);
            await Eventually(() => handle is not null, "it is asked");
            await cancel.CancelAsync();
            _ = await Assert.ThrowsAsync<OperationCanceledException>(async () => await given);
        }

        Assert.That(handle!.Reply(Frame.FromText("too late")), Is.False);
    }

    [Test]
    public async Task A_forwarded_ask_is_answered_by_its_last_receiver()
    {
        Broker broker = CreateBroker();
        ActorRef upper = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        ActorRef middle = broker.Spawn("middle", (_, context) => context.ForwardAsync(upper));
        ActorRef front = broker.Spawn("front", (_, context) => context.ForwardAsync(middle));
        Assert.That(await front.AskAsync<string>("hello", cancellationToken: Limit), Is.EqualTo("HELLO"));
    }

    [Test]
    public void An_answer_is_given_once()
    {
        ActorRef twice = CreateBroker().Spawn("twice", static (_, context) =>
        {
            context.Reply(1);
            context.Reply(2);
            return default;
        });
        Assert.That(async () => await twice.AskAsync<int>("x", cancellationToken: Limit), Is.EqualTo(1));
        Assert.That(() => twice.Owner.Failures, Is.EqualTo(1).After(10_000, 1));
    }

    [Test]
    public async Task The_asker_never_runs_on_the_turn_of_the_answering_actor()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", (int number) => number);
        using ManualResetEventSlim go = new();
        using ManualResetEventSlim stuck = new();
        Task asker = Task.Run(async () =>
        {
            _ = await echo.AskAsync<int>(1, cancellationToken: Limit);
            stuck.Set();
            go.Wait(Limit);
        });
        Assert.That(stuck.Wait(Generous), Is.True);
        for (int i = 0; i < 100; i++)
        {
            Assert.That(await echo.AskAsync<int>(i, cancellationToken: Limit), Is.EqualTo(i));
        }

        go.Set();
        await asker.WaitAsync(Limit);
    }
}
