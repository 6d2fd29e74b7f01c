namespace ZmqNative.Actors.Tests;

/// <summary>The end of a handler by the token of the stop, which is no failure.</summary>
public sealed class StoppingTests : BrokerTest
{
    [Test]
    public async Task A_handler_cancelled_by_the_stop_is_not_a_failure()
    {
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions { LoggerFactory = log, Actors = Unwatched });
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("patient", async (_, context) =>
        {
            // A linked token counts as the token of the stop.
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(context.Stopping);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, linked.Token);
        });
        ValueTask<bool> ask = actor.AskAsync<bool>("wait", Generous, Limit);
        await begun.Task.WaitAsync(Limit);
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        Assert.That(async () => await ask, Throws.TypeOf<ActorStoppedException>());
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(1));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Failed), Is.Zero);
        Assert.That(log.Lines.Where(static line => line.StartsWith("Actor", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_hook_cancelled_by_the_stop_is_not_a_failure()
    {
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions { LoggerFactory = log, Actors = Unwatched });
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("patient", () => new Patient(begun));
        await begun.Task.WaitAsync(Limit);
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public async Task A_cancellation_by_another_token_is_a_failure()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("a", static (_, context) =>
        {
            _ = context.Stopping;
            throw new OperationCanceledException();
        });
        Assert.That(async () => await actor.AskAsync<bool>("?", Generous, Limit), Throws.TypeOf<ActorFailedException>());
        await Eventually(() => broker.Failures == 1, "counted");
    }

    private sealed class Patient(TaskCompletionSource begun) : Actor
    {
        public override async ValueTask OnStartedAsync(ActorContext context)
        {
            CancellationToken stopping = context.Stopping;
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, stopping);
        }

        public override async ValueTask OnStoppingAsync(ActorContext context) => await Task.Delay(Timeout.Infinite, context.Stopping);

        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }
}
