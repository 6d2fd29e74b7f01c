namespace ZmqNative.Actors.Tests;

/// <summary>The report of the end of a handling: once for each end that a message may have.</summary>
public sealed class HandlingReportTests : BrokerTest
{
    private static readonly DurableTell Tell = new("id", 7, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1);

    [Test]
    public async Task A_handler_that_completes_reports_when_it_has_and_its_answers_are_dropped()
    {
        Blocked blocked = new();
        ActorRef waiting = CreateBroker().Spawn("waiting", () => blocked);
        HandlingReport parked = Post(waiting, "a");
        await blocked.BegunAsync(Limit);
        Assert.That(parked.Ended.IsCompleted, Is.False, "the handler awaits");
        blocked.Go();
        Assert.That(await EndOf(parked), Is.Null);

        ActorRef actor = waiting.Owner.Spawn("actor", () => new Recorded(new Recorder(), "actor"));
        DurableTell? seen = null;
        bool asked = true;
        Action<ActorContext>[] handlings =
        [
            context => (seen, asked) = (context.Durable, context.IsAsked),
            static context => context.Reply("dropped"),
            static context => context.ReplyFailure("dropped"),
            static context => Assert.That(context.ReplyLater().Reply("dropped"), Is.False),
            static context => Assert.That(context.Cancellation, Is.EqualTo(context.Stopping)),
        ];
        foreach (Action<ActorContext> handling in handlings)
        {
            Assert.That(await EndOf(Post(actor, handling)), Is.Null);
        }

        Assert.That((seen, asked), Is.EqualTo((Tell, false)));
        _ = await actor.AskAsync<bool>((Action<ActorContext>)(static context => Assert.That(context.Durable, Is.Null)), Generous, Limit);
    }

    [Test]
    public async Task A_failure_is_reported_with_its_cause()
    {
        ActorRef actor = CreateBroker().Spawn("actor", () => new Recorded(new Recorder(), "actor"));
        InvalidOperationException cause = new("cause");
        Exception? failure = await EndOf(Post(actor, cause));
        Assert.That(failure, Is.TypeOf<ActorFailedException>().With.InnerException.SameAs(cause));
        Assert.That(HandlingReport.IsNotHandled(failure!), Is.False);
        Assert.That(await EndOf(Post(actor, (Action<ActorContext>)(context =>
        {
            context.Reply("dropped");
            throw cause;
        }))), Is.TypeOf<ActorFailedException>(), "after an answer");
        Assert.That(await EndOf(Post(actor, (Action<ActorContext>)(static context => context.Unhandled()))), Is.TypeOf<ActorFailedException>());
        Assert.That(await EndOf(Post(actor, "a")), Is.Null, "it goes on");
    }

    [Test]
    public async Task An_actor_that_cannot_start_reports_a_failure()
    {
        ActorRef actor = CreateBroker().Spawn(
            "actor",
            static () => throw new InvalidOperationException("cause"),
            new ActorOptions { Supervision = new Supervision { MaxRestarts = 1, InitialBackoff = TimeSpan.Zero } });
        Exception? failure = await EndOf(Post(actor, "a"));
        Assert.That(failure, Is.TypeOf<ActorFailedException>().Or.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task Messages_that_a_stop_leaves_are_reported_as_not_handled()
    {
        Broker broker = CreateBroker();
        Patient patient = new();
        ActorRef actor = broker.Spawn("actor", () => patient);
        HandlingReport current = Post(actor, "a");
        await patient.BegunAsync(Limit);
        HandlingReport next = Post(actor, "b");
        ActorLifecycle.RequestStop((ActorCell)actor, drain: false);
        Exception?[] ends = [await EndOf(current), await EndOf(next), await EndOf(Post(actor, "c"))];
        Assert.That(ends, Is.All.TypeOf<ActorStoppedException>());
        Assert.That(ends.Select(static end => HandlingReport.IsNotHandled(end!)), Is.All.True);
    }

    [Test]
    public async Task Messages_that_a_drain_handles_are_reported_as_handled()
    {
        Blocked blocked = new();
        ActorRef actor = CreateBroker().Spawn("actor", () => blocked);
        HandlingReport[] reports = [Post(actor, "a"), Post(actor, "b")];
        await blocked.BegunAsync(Limit);
        ActorLifecycle.RequestStop((ActorCell)actor, drain: true);
        blocked.Go(2);
        Assert.That(await EndOf(reports[0]), Is.Null);
        Assert.That(await EndOf(reports[1]), Is.Null);
    }

    [TestCase(FullMailboxPolicy.Fail)]
    [TestCase(FullMailboxPolicy.DropNewest)]
    [TestCase(FullMailboxPolicy.DropOldest)]
    [TestCase(FullMailboxPolicy.Wait)]
    public async Task A_full_mailbox_reports_what_it_does_not_take(FullMailboxPolicy policy)
    {
        Blocked blocked = new();
        ActorRef actor = CreateBroker().Spawn("actor", () => blocked, new ActorOptions { MailboxCapacity = 2, FullMailbox = policy });
        HandlingReport first = Post(actor, 0);
        await blocked.BegunAsync(Limit);
        HandlingReport[] reports = [.. Enumerable.Range(1, 20).Select(i => Post(actor, i))];
        blocked.Go(21);
        Assert.That(await EndOf(first), Is.Null);
        List<Exception?> ends = [];
        foreach (HandlingReport report in reports)
        {
            ends.Add(await EndOf(report));
        }

        Assert.That(ends, Has.Some.Null);
        Assert.That(ends.Where(static end => end is not null), Is.All.TypeOf<MailboxFullException>());
        Assert.That(ends.Exists(static end => end is not null), Is.EqualTo(policy != FullMailboxPolicy.Wait));
        Assert.That(blocked.Handled, Has.Length.EqualTo(1 + ends.Count(static end => end is null)));
    }

    [Test]
    public async Task A_message_that_is_passed_on_reports_the_end_of_that_handling()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        ActorRef other = broker.Spawn("other", () => blocked);
        ActorRef actor = broker.Spawn("actor", () => new Recorded(new Recorder(), "actor"));
        HandlingReport forwarded = Post(actor, (Func<ActorContext, ValueTask>)(async context =>
        {
            await context.ForwardAsync(other);
            throw new InvalidOperationException("it is the other actor's now");
        }));
        await blocked.BegunAsync(Limit);
        Assert.That(forwarded.Ended.IsCompleted, Is.False);
        blocked.Go();
        Assert.That(await EndOf(forwarded), Is.Null);

        bool open = false;
        HandlingReport stashed = Post(actor, (Action<ActorContext>)(context =>
        {
            if (!open)
            {
                context.Stash();
            }
        }));
        _ = await actor.AskAsync<bool>((Action<ActorContext>)(_ => open = true), Generous, Limit);
        Assert.That(stashed.Ended.IsCompleted, Is.False);
        _ = await actor.AskAsync<bool>((Action<ActorContext>)(static context => context.UnstashAll()), Generous, Limit);
        Assert.That(await EndOf(stashed), Is.Null);

        ActorRef several = broker.SpawnRouter("several", RoutingStrategy.Broadcast, other, actor);
        Exception? refused = await EndOf(Post(actor, (Func<ActorContext, ValueTask>)(context => context.ForwardAsync(several))));
        Assert.That(refused, Is.TypeOf<ActorFailedException>().With.Message.Contains("several actors"));
    }

    private static HandlingReport Post(ActorRef actor, object message)
    {
        HandlingReport report = new(Tell, hold: null);
        actor.PostAsk(message, report, 0);
        return report;
    }

    private Task<Exception?> EndOf(HandlingReport report) => report.Ended.WaitAsync(Limit);
}
