namespace ZmqNative.Actors.Tests;

/// <summary>The token of a handler whose asker waits no more. In this process and over the wire.</summary>
public sealed class AskCancellationTests : RemoteTest
{
    public enum Where
    {
        Here = 0,
        Elsewhere,
    }

    [Test]
    public async Task A_cancelled_ask_cancels_its_handler_which_has_not_failed([Values] Where where)
    {
        Broker broker = Listen();
        Patient patient = new();
        _ = broker.Spawn("patient", () => patient);
        await using BrokerClient client = Connect(broker);
        ActorRef actor = Find(where, broker, client, "patient");
        for (int i = 1; i <= 20; i++)
        {
            using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
            Task<int> ask = actor.AskAsync<int>("wait", Generous, cancel.Token).AsTask();
            await patient.BegunAsync(Limit);
            await cancel.CancelAsync();
            Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
            await patient.CancelledAsync(Limit);
            Assert.That(await actor.AskAsync<int>("count", Generous, Limit), Is.EqualTo(i), "the same instance");
        }

        Assert.That((broker.Failures, broker.Restarts, broker.DeadLetters.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task An_ask_whose_time_passes_cancels_its_handler([Values] Where where)
    {
        Broker broker = Listen();
        Patient patient = new();
        _ = broker.Spawn("patient", () => patient);
        await using BrokerClient client = Connect(broker);
        ActorRef actor = Find(where, broker, client, "patient");
        Task begun = patient.BegunAsync(Limit);
        do
        {
            // Its time may pass before the handler begins.
            Task<int> ask = actor.AskAsync<int>("wait", TimeSpan.FromMilliseconds(200), Limit).AsTask();
            Assert.That(async () => await ask, Throws.TypeOf<AskTimeoutException>());
        }
        while (!begun.IsCompleted);

        await patient.CancelledAsync(Limit);
        Assert.That(await actor.AskAsync<int>("count", Generous, Limit), Is.Positive);
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task An_ask_that_is_cancelled_before_its_turn_is_not_handled([Values] Where where)
    {
        Broker broker = Listen();
        Blocked blocked = new();
        _ = broker.Spawn("blocked", () => blocked);
        await using BrokerClient client = Connect(broker);
        ActorRef actor = Find(where, broker, client, "blocked");
        Task<string> first = actor.AskAsync<string>("first", Generous, Limit).AsTask();
        await blocked.BegunAsync(Limit);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<string> second = actor.AskAsync<string>("second", Generous, cancel.Token).AsTask();
        Task<string> third = actor.AskAsync<string>("third", Generous, Limit).AsTask();
        await Eventually(() => broker.Find("blocked")!.MailboxCount == 2, "in the mailbox");
        await cancel.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        if (where == Where.Elsewhere)
        {
            await Eventually(() => broker.Listeners[0].PendingAskCount == 2, "the cancellation is handled");
        }

        blocked.Go(3);
        _ = await first;
        _ = await third;
        Assert.That(blocked.Handled, Is.EqualTo(new[] { "first", "third" }));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Expired), Is.EqualTo(1));
        Assert.That(client.Statistics.Dropped, Is.Zero);
    }

    [Test]
    public async Task The_stop_of_the_actor_cancels_the_token_of_asks_and_tells([Values] Where where, [Values] bool tell)
    {
        Broker broker = Listen();
        Patient patient = new();
        ActorRef local = broker.Spawn("patient", () => patient);
        await using BrokerClient client = Connect(broker);
        ActorRef actor = Find(where, broker, client, "patient");
        Task ask = tell ? actor.TellAsync("wait", Limit).AsTask() : actor.AskAsync<int>("wait", Generous, Limit).AsTask();
        await patient.BegunAsync(Limit);
        await broker.StopAsync(local).AsTask().WaitAsync(Limit);
        await patient.CancelledAsync(Limit);
        if (tell)
        {
            await ask;
        }
        else
        {
            Assert.That(async () => await ask, Throws.TypeOf<ActorStoppedException>());
        }

        Assert.That((broker.Failures, broker.DeadLetters.CountOf(DeadLetterReason.Stopped)), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_deferred_answer_is_cancelled_by_the_asker_after_the_handling([Values] Where where)
    {
        Broker broker = Listen();
        TaskCompletionSource<(ReplyHandle Handle, CancellationToken Token)> deferred = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("later", (_, context) =>
        {
            CancellationToken token = context.Cancellation;
            deferred.SetResult((context.ReplyLater(), token));
            return default;
        });
        await using BrokerClient client = Connect(broker);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<int> ask = Find(where, broker, client, "later").AskAsync<int>("?", Generous, cancel.Token).AsTask();
        (ReplyHandle handle, CancellationToken token) = await deferred.Task.WaitAsync(Limit);
        Assert.That((handle.Cancellation.IsCancellationRequested, token.IsCancellationRequested), Is.EqualTo((false, false)));
        await cancel.CancelAsync();
        Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        await CancelledAsync(token);
        await CancelledAsync(handle.Cancellation);
        Assert.That((handle.IsPending, handle.Reply(1)), Is.EqualTo((false, false)));
        Assert.That(handle.Cancellation.CanBeCanceled, Is.False, "used");
    }

    [Test]
    public async Task An_answered_ask_cancels_nothing([Values] Where where)
    {
        Broker broker = Listen();
        List<CancellationToken> tokens = [];
        _ = broker.Spawn("quick", (message, context) =>
        {
            tokens.Add(context.Cancellation);
            context.Reply((string)message);
            tokens.Add(context.Cancellation);
            return default;
        });
        await using BrokerClient client = Connect(broker);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        for (int i = 0; i < 100; i++)
        {
            Assert.That(
                await Find(where, broker, client, "quick").AskAsync<string>($"{i}", TimeSpan.FromSeconds(30), cancel.Token), Is.EqualTo($"{i}"));
        }

        await cancel.CancelAsync();
        Assert.That(tokens.Exists(static token => token.IsCancellationRequested), Is.False);
    }

    [Test]
    public async Task An_answer_that_races_with_the_cancellation_gives_one_outcome([Values] Where where)
    {
        Broker broker = Listen();
        int cancelled = 0;
        _ = broker.Spawn("racing", async (message, context) =>
        {
            CancellationToken token = context.Cancellation;
            await Task.Yield();
            cancelled += token.IsCancellationRequested ? 1 : 0;
            token.ThrowIfCancellationRequested();
            context.Reply((string)message);
        });
        await using BrokerClient client = Connect(broker);
        ActorRef actor = Find(where, broker, client, "racing");
        int answers = 0;
        for (int i = 0; i < 500; i++)
        {
            using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
            Task<string> ask = actor.AskAsync<string>($"{i}", Generous, cancel.Token).AsTask();
            for (int spin = 0; spin < i % 50; spin++)
            {
                await Task.Yield();
            }

            await cancel.CancelAsync();
            try
            {
                Assert.That(await ask, Is.EqualTo($"{i}"));
                answers++;
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.That(await actor.AskAsync<string>("last", Generous, Limit), Is.EqualTo("last"));
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
        await TestContext.Out.WriteLineAsync($"{answers} answered, {cancelled} handlers cancelled");
    }

    [Test]
    public async Task A_cancellation_reaches_the_actor_to_which_an_ask_was_forwarded([Values] Where where)
    {
        Broker there = Listen();
        Patient patient = new();
        _ = there.Spawn("patient", () => patient);
        Broker broker = Listen();
        ActorRef remote = broker.Actor($"{there.LastEndpoint}/patient");
        _ = broker.Spawn("forwarder", (_, context) => context.ForwardAsync(remote));
        await using BrokerClient client = Connect(broker);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<int> ask = Find(where, broker, client, "forwarder").AskAsync<int>("wait", Generous, cancel.Token).AsTask();
        await patient.BegunAsync(Limit);
        await cancel.CancelAsync();
        Assert.That(async () => await ask, Throws.InstanceOf<OperationCanceledException>());
        await patient.CancelledAsync(Limit);
    }

    [Test]
    public async Task The_reader_of_a_stream_that_leaves_cancels_the_token_of_the_handling_too([Values] Where where)
    {
        Broker broker = Listen();
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("stream", async (message, context) =>
        {
            CancellationToken token = context.Cancellation;
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await writer.WriteAsync(1);

            // Not unregistered: the wait that is cancelled first may end the code here before this is called.
            _ = token.UnsafeRegister(_ => left.SetResult(), null);
            await Task.Delay(Timeout.Infinite, token);
        });
        await using BrokerClient client = Connect(broker);
        await foreach (int number in Find(where, broker, client, "stream").AskStreamAsync<int>("go", Generous, Limit))
        {
            Assert.That(number, Is.EqualTo(1));
            break;
        }

        await left.Task.WaitAsync(Limit);
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
    }

    private async Task CancelledAsync(CancellationToken token) => await Eventually(() => token.IsCancellationRequested, "cancelled");

    private static ActorRef Find(Where where, Broker broker, BrokerClient client, string address) =>
        where == Where.Here ? broker.Actor(address) : client.Actor(address);
}
