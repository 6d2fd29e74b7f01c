namespace ZmqNative.Actors.Tests;

[NonParallelizable]
public sealed class MailboxStormTests : BrokerTest
{
    private const int Senders = 4;

    // Repeated growth from an empty mailbox: each round has races of creating, filling, freezing and replacing the first rings.
    [Test]
    public async Task Rings_that_grow_under_many_producers_lose_and_reorder_nothing()
    {
        for (int round = 0; round < Storm.Size(300); round++)
        {
            Broker broker = new();
            Counting counting = new(Senders, Storm.Size(1) * 500);
            ActorRef actor = broker.Spawn("a", () => counting, new ActorOptions { MailboxCapacity = 1 << (1 + (round % 12)) });
            await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
            {
                for (int i = 0; i < counting.PerSender; i++)
                {
                    await actor.TellAsync((sender, i));
                }
            })));
            await counting.Done.WaitAsync(Storm.Patience);
            await broker.DisposeAsync();
            Assert.That(broker.DeadLetters.Count, Is.Zero);
        }
    }

    // Small mailbox, senders that do not await: the order must hold among waiting senders, too.
    [Test]
    public async Task Messages_of_a_waiting_sender_never_overtake_each_other()
    {
        Broker broker = CreateBroker();
        Counting counting = new(Senders, Storm.Size(50_000));
        ActorRef actor = broker.Spawn("a", () => counting, new ActorOptions { MailboxCapacity = 4 });
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            Task[] window = new Task[32];
            Array.Fill(window, Task.CompletedTask);
            for (int i = 0; i < counting.PerSender; i++)
            {
                await window[i % window.Length];
                window[i % window.Length] = actor.TellAsync((sender, i)).AsTask();
            }

            await Task.WhenAll(window);
        })));
        await counting.Done.WaitAsync(Storm.Patience);
    }

    [Test]
    public async Task Cancelled_waits_send_nothing_and_all_others_arrive()
    {
        Broker broker = CreateBroker();
        int handled = 0;
        ActorRef actor = broker.Spawn(
            "a",
            (_, _) =>
            {
                handled++;
                return default;
            },
            new ActorOptions { MailboxCapacity = 2 });
        int accepted = 0;
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < Storm.Size(20_000); i++)
            {
                using CancellationTokenSource giveUp = new();
                ValueTask tell = actor.TellAsync(i, giveUp.Token);
                if (i % 3 == 0)
                {
                    await giveUp.CancelAsync();
                }

                try
                {
                    await tell;
                    _ = Interlocked.Increment(ref accepted);
                }
                catch (OperationCanceledException)
                {
                }
            }
        })));
        await Eventually(() => Volatile.Read(ref handled) == accepted, "all accepted ones are handled");
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [TestCase(FullMailboxPolicy.DropOldest)]
    [TestCase(FullMailboxPolicy.DropNewest)]
    [TestCase(FullMailboxPolicy.Fail)]
    public async Task Each_message_is_handled_or_a_dead_letter(FullMailboxPolicy policy)
    {
        Broker broker = CreateBroker();
        long handled = 0;
        int last = -1;
        ActorRef actor = broker.Spawn(
            "a",
            (message, _) =>
            {
                if (message is int number)
                {
                    Assert.That(number, Is.GreaterThan(last));
                    last = number;
                }

                handled++;
                return default;
            },
            new ActorOptions { MailboxCapacity = 16, FullMailbox = policy });
        int size = Storm.Size(100_000);
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < size; i++)
            {
                try
                {
                    await actor.TellAsync(sender == 0 ? i : "other");
                }
                catch (MailboxFullException)
                {
                }
            }
        })));
        await Eventually(
            () => Volatile.Read(ref handled) + broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull) == (long)Senders * size,
            "all are accounted for");
        Assert.That(broker.Failures, Is.Zero);
    }

    private sealed class Counting(int senders, int perSender) : Actor
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int[] _next = new int[senders];
        private int _left = senders * perSender;

        public int PerSender => perSender;

        public Task Done => _done.Task;

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            (int sender, int number) = ((int, int))message;
            if (_next[sender]++ != number)
            {
                _done.TrySetException(new InvalidOperationException($"sender {sender}: {number} came as number {_next[sender] - 1}"));
            }

            if (--_left == 0)
            {
                _done.TrySetResult();
            }

            return default;
        }
    }
}
