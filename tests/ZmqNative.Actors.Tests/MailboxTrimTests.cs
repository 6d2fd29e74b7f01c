namespace ZmqNative.Actors.Tests;

/// <summary>The memory of a mailbox after a burst.</summary>
public sealed class MailboxTrimTests : BrokerTest
{
    [Test]
    public async Task A_burst_leaves_a_small_ring_once_the_actor_is_idle()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        List<int> got = [];
        ActorRef actor = broker.Spawn("actor", (message, context) =>
        {
            switch (message)
            {
                case ManualResetEventSlim held:
#pragma warning disable ZMQ001 // The turn is held.
                    held.Wait(Limit);
#pragma warning restore ZMQ001
                    break;
                case int number:
                    got.Add(number);
                    break;
                default:
                    context.Reply(true);
                    break;
            }

            return default;
        });
        ActorCell cell = (ActorCell)actor;
        for (int round = 0; round < 3; round++)
        {
            using ManualResetEventSlim held = new();
            await actor.TellAsync(held, Limit);
            for (int i = 0; i < 600; i++)
            {
                await actor.TellAsync(i, Limit);
            }

            held.Set();
            _ = await actor.AskAsync<bool>("the end", Generous, Limit);
            await Eventually(() => cell.IsIdle, "idle");
            Assert.That(cell.MailboxRing, Is.EqualTo(1024));
            time.Advance(MailboxTrimmer.Interval, TimeSpan.FromSeconds(1));
            Assert.That(cell.MailboxRing, Is.LessThanOrEqualTo(32));
            Assert.That(got, Is.EqualTo(Enumerable.Range(0, 600)));
            got.Clear();
        }

        Assert.That(time.ActiveTimers, Is.LessThanOrEqualTo(1), "its timer rests; that of the asks may not");
    }

    [Test]
    public async Task A_busy_actor_keeps_its_ring_until_it_is_idle()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked);
        ActorCell cell = (ActorCell)actor;
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        for (int i = 0; i < 1000; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        time.Advance(3 * MailboxTrimmer.Interval, TimeSpan.FromSeconds(1));
        Assert.That(cell.MailboxRing, Is.EqualTo(1024));
        blocked.Go(1001);
        await Eventually(() => cell.IsIdle, "idle");
        time.Advance(2 * MailboxTrimmer.Interval, TimeSpan.FromSeconds(1));
        Assert.That(cell.MailboxRing, Is.LessThanOrEqualTo(32));
    }

    [Test]
    public async Task Trimming_while_the_broker_ends_does_not_delay_the_end()
    {
        for (int round = 0; round < Storm.Size(300); round++)
        {
            Broker broker = CreateBroker(new BrokerOptions { DrainTimeout = Generous });
            ActorCell[] cells = [.. Enumerable.Range(0, 8).Select(i => (ActorCell)broker.Spawn($"a{i}", static (_, _) => default))];
            using CancellationTokenSource ended = new();
            Task visiting = Task.Run(() =>
            {
                while (!ended.IsCancellationRequested)
                {
                    foreach (ActorCell cell in cells)
                    {
                        _ = cell.TryTrim();
                    }
                }
            });
            Task end = broker.DisposeAsync().AsTask();

            // While the end waits for an actor that is being trimmed, no other event reports that actor as idle.
            await end.WaitAsync(Generous / 2, Limit);
            await ended.CancelAsync();
            await visiting;
        }
    }

    [Test]
    public async Task Nothing_is_lost_or_out_of_order_while_mailboxes_are_trimmed_continuously(
        [Values(FullMailboxPolicy.Wait, FullMailboxPolicy.DropOldest)] FullMailboxPolicy policy)
    {
        const int Senders = 3;
        Broker broker = CreateBroker();
        int size = Storm.Size(50_000);
        int handled = 0;
        int[] last = [-1, -1, -1];
        ActorRef actor = broker.Spawn(
            "actor",
            (message, context) =>
            {
                (int sender, int number) = ((int, int))message;
                Assert.That(number, Is.GreaterThan(last[sender]), "the order of each sender");
                last[sender] = number;
                _ = Interlocked.Increment(ref handled);
                return default;
            },
            new ActorOptions { FullMailbox = policy, MailboxCapacity = 256 });
        using CancellationTokenSource ended = new();
        Task trimming = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                broker.Trimmer.Run();
                await Task.Yield();
            }
        });
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < size; i++)
            {
                await actor.TellAsync((sender, i));
                if (i % 200 == 0)
                {
                    // Lets the actor become idle between two bursts.
                    await Task.Yield();
                }
            }
        })));
        await Eventually(() => Volatile.Read(ref handled) + broker.DeadLetters.Count == Senders * size, "all are handled");
        await ended.CancelAsync();
        await trimming.WaitAsync(Limit);
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Failed), Is.Zero);
        if (policy == FullMailboxPolicy.Wait)
        {
            Assert.That(broker.DeadLetters.Count, Is.Zero);
        }
    }
}
