using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>The count of accepted messages under random failures: each is handled once or is a dead letter.</summary>
[NonParallelizable]
[TestFixture(ContinuationThread.Reactor)]
[TestFixture(ContinuationThread.ThreadPool)]
public sealed class BrokerStormTests(ContinuationThread continuations) : BrokerTest
{
    private const int Actors = 1_000;
    private const int Senders = 4;
    private const int MessagesPerSender = 15_000;
    private const int RemoteSenders = 2;
    private const int MessagesPerRemoteSender = 1_500;
    private const int All = (Senders * MessagesPerSender) + (RemoteSenders * MessagesPerRemoteSender);

    // Few enough failures that most messages are handled, and enough that some actor is failing at any time.
    private static readonly StormKind[] Kinds =
    [
        .. Enumerable.Repeat(StormKind.Handle, 40),
        .. Enumerable.Repeat(StormKind.HandleLater, 5),
        .. Enumerable.Repeat(StormKind.AnswerLater, 3),
        .. Enumerable.Repeat(StormKind.Stash, 2),
        StormKind.Unstash, StormKind.Unstash,
        StormKind.Crash, StormKind.CrashLater, StormKind.Shrug, StormKind.Die, StormKind.Escalate,
    ];

    [SetUp]
    public void SetContinuations() => AsyncSocketOptions.DefaultContinuations = continuations;

    [TearDown]
    public void ResetContinuations() => AsyncSocketOptions.DefaultContinuations = ContinuationThread.Reactor;

    [Test]
    public async Task Every_accepted_message_is_handled_once_or_is_a_dead_letter()
    {
        for (int round = 0; round < Storm.Size(3); round++)
        {
            int seed = Random.Shared.Next();
            await TestContext.Out.WriteAsync($"seed {seed}: ");
            await RunStormAsync(seed).WaitAsync(Storm.Patience);
        }
    }

    private static async Task RunStormAsync(int seed)
    {
        ManualTime time = new();
        StormLedger ledger = new(All + 1, Senders + RemoteSenders);
        JsonMessageSerializer serializer = new JsonMessageSerializer().Add(StormJson.Default.StormMessage);
        BrokerOptions options = new()
        {
            TimeProvider = time,
            AskTimeout = TimeSpan.FromMilliseconds(500),

            // By the clock of the test, which is faster than the system's.
            StopTimeout = TimeSpan.FromDays(1),
            Serializer = serializer,
        };
        Broker broker = new(AnyPort, options);
        Task reading = ledger.ReadAsync(broker.DeadLetters.ReadAllAsync(capacity: 2 * All));
        StormBroker world = new(broker, ledger, Actors);
        ConcurrentBag<Task> open = [];
        using CancellationTokenSource calm = new();
        Task clock = Task.Run(() => RunClockAsync(time, calm.Token));
        int last = 0;
        Task[] senders =
        [
            .. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender))),
            .. Enumerable.Range(Senders, RemoteSenders).Select(sender => Task.Run(() => SendFromAfarAsync(sender))),
        ];
        using CancellationTokenSource sent = new();
        Task chaos = Task.Run(() => DisturbAsync(new Random(seed), sent.Token));
        await Task.WhenAll(senders);
        await sent.CancelAsync();
        await chaos;
        await Task.WhenAll(open);
        await broker.DisposeAsync();
        await reading;
        await calm.CancelAsync();
        await clock;

        await TestContext.Out.WriteLineAsync($"{ledger.Summary(last)}; {broker.Restarts} restarts");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(broker.DeadLetters.Missed, Is.Zero, "dead letters not seen");
            Assert.That(broker.ActorCount, Is.Zero, "actors alive");
            Assert.That(ledger.Check(last).Take(10), Is.Empty);
        }

        async Task SendAsync(int sender)
        {
            Random random = new(seed + sender);
            for (int i = 0; i < MessagesPerSender; i++)
            {
                StormMessage message = new(Interlocked.Increment(ref last), sender, Kinds[random.Next(Kinds.Length)]);
                await SendOneAsync(world.Pick(random), message, random, ledger, open);
            }
        }

        async Task SendFromAfarAsync(int sender)
        {
            Random random = new(seed + sender);
            BrokerClientOptions patience = new() { Serializer = serializer, AskTimeout = TimeSpan.FromSeconds(1) };
            await using BrokerClient client = new(broker.LastEndpoint, patience);
            await ConnectAsync(client);
            List<Task> stashed = [];
            for (int i = 0; i < MessagesPerRemoteSender; i++)
            {
                StormMessage message = new(Interlocked.Increment(ref last), sender, Kinds[random.Next(Kinds.Length)]);
                Task ask = AskAsync(client.Actor(world.PickAddress(random)), message, ledger);
                if (message.Kind == StormKind.Stash)
                {
                    // Answered later, or never.
                    stashed.Add(ask);
                }
                else
                {
                    await ask;
                }
            }

            await Task.WhenAll(stashed);
        }

        async Task DisturbAsync(Random random, CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                world.Disturb(random, open);
                await Task.Yield();
            }
        }
    }

    private static async Task SendOneAsync(
        ActorRef actor, StormMessage message, Random random, StormLedger ledger, ConcurrentBag<Task> open)
    {
        try
        {
            switch (random.Next(8))
            {
                case 0:
                    if (!actor.TryTell(message))
                    {
                        ledger.Refused(message.Id);
                    }

                    break;
                case 1:
                    open.Add(AskAsync(actor, message, ledger));
                    break;
                case 2:
                    await AskAsync(actor, message, ledger);
                    break;
                case 3:
                    using (CancellationTokenSource impatience = new(TimeSpan.FromMilliseconds(random.Next(1, 10))))
                    {
                        await actor.TellAsync(message, impatience.Token);
                    }

                    break;
                case 4:
                    // In place of the message, whose number is skipped.
                    ledger.Refused(message.Id);
                    if (actor is not Router { Address: "router/hash" })
                    {
                        ledger.FrameAccepted();
                        await actor.TellAsync(Frame.FromText("a frame"));
                    }

                    break;
                default:
                    await actor.TellAsync(message);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            ledger.Refused(message.Id);
        }
        catch (Exception exception) when (exception is ActorStoppedException or ActorNotFoundException or MailboxFullException)
        {
            // It is a dead letter.
        }
    }

    private static async Task AskAsync(ActorRef actor, StormMessage message, StormLedger ledger)
    {
        try
        {
            int answer = await actor.AskAsync<int>(message);
            if (answer != message.Id)
            {
                ledger.Problem($"{message.Id} was answered with {answer}");
            }
        }
        catch (Exception exception) when (exception is ActorStoppedException or ActorNotFoundException or MailboxFullException
            or ActorFailedException or AskTimeoutException)
        {
            // It is a dead letter, or was handled too late.
        }
    }

    // An ask that found no connection before its deadline is neither handled nor a dead letter, so it would be missing from the count.
    private static async Task ConnectAsync(BrokerClient client)
    {
        try
        {
            _ = await client.Actor("unknown").AskAsync<int>("connect", Storm.Patience);
        }
        catch (ActorNotFoundException)
        {
            // Expected.
        }
    }

    // The clock runs fast: pauses before restarts, idle times and deadlines all end during the storm.
    private static async Task RunClockAsync(ManualTime time, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            time.Jump(TimeSpan.FromMilliseconds(5));
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
