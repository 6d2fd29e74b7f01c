namespace ZmqNative.Actors.Tests;

/// <summary>The dead letter and the failure of an actor are counted before the sender of an ask has the exception.</summary>
public sealed class CountedFailureTests : BrokerTest
{
    [Test]
    public async Task The_failure_of_a_handler_is_counted_before_its_sender_gets_it()
    {
        Broker broker = CreateBroker();
        ActorRef failing = broker.Spawn("failing", static (_, _) => throw new FormatException("bad"));
        Assert.That(await AskAsync(broker, failing), Is.EqualTo("Failed 1"));
    }

    [Test]
    public async Task An_unknown_message_is_counted_before_its_sender_gets_the_failure()
    {
        Broker broker = CreateBroker();
        ActorRef other = broker.Spawn("other", static (int number) => number);
        Assert.That(await AskAsync(broker, other), Is.EqualTo("Unhandled 0"));
    }

    [Test]
    public async Task A_message_that_a_full_mailbox_drops_is_counted_before_its_sender_gets_the_failure()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        ActorRef full = held.Spawn(broker, "full", new ActorOptions { MailboxCapacity = 2, FullMailbox = FullMailboxPolicy.DropNewest });
        await held.OccupyAsync([full], Limit);
        Assert.That(full.TryTell("one") && full.TryTell("two"));
        Assert.That(await AskAsync(broker, full), Is.EqualTo("MailboxFull 0"));
    }

    [Test]
    public async Task A_message_of_an_actor_that_stops_is_counted_before_its_sender_gets_the_failure()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        Task<string> ask = AskAsync(broker, actor);
        ValueTask stop = broker.StopAsync(actor);
        blocked.Go();
        await stop;
        Assert.That(await ask, Is.EqualTo("Stopped 0"));
    }

    // The reasons of dead letters, and the failures of actors, that are counted at the moment in which the sender is told.
    private async Task<string> AskAsync(Broker broker, ActorRef actor)
    {
        Witness witness = new(broker);
        actor.PostAsk("?", witness, 0);
        return await witness.Told.WaitAsync(Limit);
    }

    private sealed class Witness(Broker broker) : ReplyTarget
    {
        private readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Told => _told.Task;

        public override bool IsPending(uint token) => !_told.Task.IsCompleted;

        public override bool TryReply(object? value, uint token) => false;

        public override bool TryFail(Exception exception, uint token)
        {
            IEnumerable<DeadLetterReason> counted = Enum.GetValues<DeadLetterReason>().Where(reason => broker.DeadLetters.CountOf(reason) > 0);
            return _told.TrySetResult($"{string.Join(", ", counted)} {broker.Failures}");
        }
    }
}
