namespace ZmqNative.Actors.Tests;

/// <summary>A logger that throws: it ends neither the stop of an actor, nor the queue of waiting senders, nor the broker.</summary>
public sealed class FailingLoggerTests : BrokerTest
{
    [Test]
    public async Task Actors_fail_stop_and_leave_dead_letters_although_each_log_line_throws()
    {
        FailingLogger logger = new();
        Broker broker = CreateBroker(new BrokerOptions { LoggerFactory = logger });
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn(
            "actor",
            async (message, context) =>
            {
                if (message is "hold")
                {
                    entered.TrySetResult();
                    await held.Task;
                }
                else
                {
                    throw new FormatException("a handler");
                }
            },
            new ActorOptions { MailboxCapacity = 2, Supervision = new Supervision { Decider = static _ => SupervisionDirective.Stop } });
        await actor.TellAsync("hold", Limit);
        await entered.Task.WaitAsync(Limit);
        await actor.TellAsync("fail", Limit);
        await actor.TellAsync("too late", Limit);
        Task waiting = actor.TellAsync("waits for space", Limit).AsTask();
        held.SetResult();

        // It got room before the stop, or it is refused; it never stays in the queue.
        await waiting.WaitAsync(Limit).ContinueWith(static _ => { }, TaskScheduler.Default);
        await Eventually(() => broker.ActorCount == 0, "the actor stopped");
        Assert.That(logger.Calls, Is.Positive, "the logger was called");
    }
}
