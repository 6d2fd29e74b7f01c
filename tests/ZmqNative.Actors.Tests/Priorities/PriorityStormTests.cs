namespace ZmqNative.Actors.Tests;

[NonParallelizable]
public sealed class PriorityStormTests : BrokerTest
{
    private const int Senders = 4;
    private const int Levels = 3;

    [Test]
    public async Task All_messages_are_handled_once_or_are_dead_letters_and_keep_their_order_within_a_level([Values] FullMailboxPolicy policy)
    {
        int perSender = Storm.Size(20_000);
        Broker broker = CreateBroker();
        Handling handling = new();
        ActorRef actor = broker.Spawn(
            "a",
            () => handling,
            new ActorOptions { FullMailbox = policy, MailboxCapacity = 16, Priorities = MessagePriorities.By(Levels, static message => ((Numbered)message).Level) });
        int accepted = 0;
        int refused = 0;
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            Task[] window = new Task[32];
            Array.Fill(window, Task.CompletedTask);
            for (int i = 0; i < perSender; i++)
            {
                await window[i % window.Length];
                window[i % window.Length] = TellAsync(new Numbered(sender, i, i % 7 % Levels), giveUp: i % 13 == 0);
            }

            await Task.WhenAll(window);
        })));
        await broker.StopAsync(actor, drain: true, timeout: Storm.Patience);
        long letters = broker.DeadLetters.Count;
        using (Assert.EnterMultipleScope())
        {
#pragma warning disable ZMQ006 // The actor has stopped.
            Assert.That(handling.Disordered, Is.Zero);
            Assert.That(handling.Count + letters, Is.EqualTo(policy == FullMailboxPolicy.Fail ? accepted + letters : accepted));
#pragma warning restore ZMQ006
            Assert.That(accepted + refused, Is.EqualTo(Senders * perSender));
        }

        async Task TellAsync(Numbered message, bool giveUp)
        {
            using CancellationTokenSource cancellation = new();
            ValueTask tell = actor.TellAsync(message, cancellation.Token);
            if (giveUp)
            {
                await cancellation.CancelAsync();
            }

            try
            {
                await tell;
                _ = Interlocked.Increment(ref accepted);
            }
            catch (Exception exception) when (exception is OperationCanceledException or MailboxFullException)
            {
                _ = Interlocked.Increment(ref refused);
            }
        }
    }

    [Test]
    public async Task Keyed_actors_with_levels_lose_nothing_while_they_are_passivated()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, AskTimeout = TimeSpan.FromDays(20) });
        broker.Register(
            "k/{id}",
            static id => new Echo(),
            new KeyedOptions
            {
                PassivateAfter = TimeSpan.FromSeconds(4),
                Actor = new ActorOptions { MailboxCapacity = 2, Priorities = MessagePriorities.By(2, static message => (int)message % 2) },
            });
        using CancellationTokenSource end = new();
        Task clock = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        });
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < Storm.Size(3_000); i++)
            {
                Assert.That(await broker.Actor($"k/{i % 3}").AskAsync<int>(i), Is.EqualTo(i));
            }
        })));
        await end.CancelAsync();
        await clock;
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task Asks_fail_while_an_actor_with_levels_cannot_start()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        ActorRef actor = broker.Spawn(
            "a",
            static () => throw new IOException("no disk"),
            new ActorOptions
            {
                MailboxCapacity = 2,
                Priorities = MessagePriorities.By(2, static message => (int)message % 2),
                Supervision = new Supervision { InitialBackoff = TimeSpan.FromHours(1) },
            });
        ValueTask<int>[] asks = [.. Enumerable.Range(0, 6).Select(i => actor.AskAsync<int>(i, TimeSpan.FromDays(1)))];
        foreach (ValueTask<int> ask in asks)
        {
            Assert.That(async () => await ask.AsTask().WaitAsync(Limit), Throws.TypeOf<ActorFailedException>().With.Message.Contains("no disk"));
        }
    }

    [Test]
    public async Task The_memory_of_a_burst_is_released()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("a", () => blocked, new ActorOptions { Priorities = MessagePriorities.By(2, static _ => 1) });
        for (int i = 0; i < 1000; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        blocked.Go(1000);
        await Eventually(() => blocked.Handled.Length == 1000 && ((ActorCell)actor).IsIdle, "all are handled");
        Assert.That(((ActorCell)actor).IsMailboxLarge, Is.True);
        await Eventually(
            () =>
            {
                time.Advance(MailboxTrimmer.Interval);
                return !((ActorCell)actor).IsMailboxLarge;
            },
            "trimmed");
    }

    private sealed record Numbered(int Sender, int Number, int Level);

    private sealed class Handling : Actor
    {
        private readonly int[] _last = [.. Enumerable.Repeat(-1, Senders * Levels)];

        public int Count { get; private set; }

        public int Disordered { get; private set; }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            Numbered numbered = (Numbered)message;
            Count++;
            ref int last = ref _last[(numbered.Sender * Levels) + numbered.Level];
            Disordered += numbered.Number <= last ? 1 : 0;
            last = numbered.Number;
            return default;
        }
    }

    private sealed class Echo : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply((int)message);
            return default;
        }
    }
}
