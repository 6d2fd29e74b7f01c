using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

[NonParallelizable]
public sealed class ActorStormTests : BrokerTest
{
    // One message at a time in flight: each could lose the wake-up between the end of a turn and the next message.
    [Test]
    public async Task No_wake_up_is_lost()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", (int number) => number);
        ActorRef slow = broker.Spawn("slow", async (int number, ActorContext context) =>
        {
            await Task.Yield();
            return number;
        });
        await Storm.EndAsync(new[] { echo, slow, echo, slow }.Select(actor => Task.Run(async () =>
        {
            for (int i = 0; i < Storm.Size(50_000); i++)
            {
                Assert.That(await actor.AskAsync<int>(i, Generous), Is.EqualTo(i));
            }
        })));
    }

    [Test]
    public async Task Asks_that_time_out_or_are_cancelled_never_get_the_answer_to_another()
    {
        Broker broker = CreateBroker();
        ActorRef late = broker.Spawn("late", static (message, context) =>
        {
            ReplyHandle handle = context.ReplyLater();
            int number = (int)message;
            if (number % 2 == 0)
            {
                _ = handle.Reply(number);
            }
            else
            {
                _ = Task.Run(async () =>
                {
                    await Task.Delay(number % 30);
                    _ = handle.Reply(number);
                });
            }

            return default;
        });
        int ended = 0;
        await Storm.EndAsync(Enumerable.Range(0, 16).Select(lane => Task.Run(async () =>
        {
            for (int i = 0; i < Storm.Size(200); i++)
            {
                int number = (lane * 1_000_000) + i;
                using CancellationTokenSource giveUp = new();
                ValueTask<int> ask = late.AskAsync<int>(number, TimeSpan.FromMilliseconds(15), giveUp.Token);
                if (i % 7 == 0)
                {
                    await giveUp.CancelAsync();
                }

                try
                {
                    Assert.That(await ask, Is.EqualTo(number));
                }
                catch (Exception exception) when (exception is AskTimeoutException or OperationCanceledException)
                {
                    _ = Interlocked.Increment(ref ended);
                }
            }
        })));
        Assert.That(ended, Is.GreaterThan(0));
    }

    // Every message has an id; each id is found once, as handled, as a dead letter, or as refused by an exception at its sender.
    [Test]
    public async Task Every_accepted_message_is_handled_once_or_a_dead_letter_whatever_fails_and_stops()
    {
        Broker broker = new();
        ConcurrentDictionary<int, int> seen = new();
        ActorOptions options = new()
        {
            MailboxCapacity = 16,
            Supervision = new Supervision { MaxRestarts = int.MaxValue, InitialBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(2) },
        };
        broker.Register(
            "k/{id}", _ => new Fragile(seen), new KeyedOptions { Actor = options, PassivateAfter = TimeSpan.FromMilliseconds(4) });
        Task letters = CollectAsync(broker, seen);
        int size = Storm.Size(20_000);
        int refused = 0;
        await Storm.EndAsync(Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            Random random = new(sender);
            for (int i = 0; i < size; i++)
            {
                int id = (sender * size) + i;
                ActorRef actor = broker.Actor($"k/{random.Next(20)}");
                try
                {
                    switch (random.Next(100))
                    {
                        case 0:
                            _ = broker.StopAsync(actor, drain: random.Next(2) == 0, Generous).AsTask();
                            goto default;
                        case < 20:
                            _ = await actor.AskAsync<int>(id, Generous);
                            break;
                        default:
                            await actor.TellAsync(id);
                            break;
                    }
                }
                catch (Exception exception) when (exception is ActorStoppedException or ActorFailedException)
                {
                    // The message is a dead letter, which is counted.
                    _ = Interlocked.Increment(ref refused);
                }
            }
        })));
        await broker.DisposeAsync();
        await letters.WaitAsync(Storm.Patience);
        Assert.That(broker.DeadLetters.Missed, Is.Zero);
        Assert.That(seen, Has.Count.EqualTo(4 * size), $"{refused} were refused");
        Assert.That(seen.Values.Where(static times => times != 1), Is.Empty, "none twice");
        Assert.That(broker.Restarts, Is.GreaterThan(0));
        Assert.That(broker.ActorCount, Is.Zero);
    }

    [Test]
    public async Task Actors_spawned_watched_and_stopped_by_many_at_once_are_all_reported_and_removed()
    {
        Broker broker = CreateBroker();
        int told = 0;
        ActorRef watcher = broker.Spawn(
            "watcher",
            (message, context) =>
            {
                if (message is ActorStopped)
                {
                    told++;
                }
                else
                {
                    context.Watch((ActorRef)message);
                }

                return default;
            },
            new ActorOptions { MailboxCapacity = 64 });
        int size = Storm.Size(5_000);
        await Storm.EndAsync(Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < size; i++)
            {
                ActorRef actor = broker.Spawn($"a/{sender}-{i}", static (_, _) => default);
                await watcher.TellAsync(actor);
                Task stop = broker.StopAsync(actor, timeout: Generous).AsTask();
                if (i % 10 == 0)
                {
                    await stop;
                }
            }
        })));
        await Eventually(() => Volatile.Read(ref told) == 4 * size, "the watcher was told of all");
        await Eventually(() => broker.ActorCount == 1, "all have stopped");
    }

    private static Task CollectAsync(Broker broker, ConcurrentDictionary<int, int> seen)
    {
        IAsyncEnumerable<DeadLetter> letters = broker.DeadLetters.ReadAllAsync(capacity: 1_000_000);
        return Task.Run(async () =>
        {
            await foreach (DeadLetter letter in letters)
            {
                _ = seen.AddOrUpdate((int)letter.Message, 1, static (_, times) => times + 1);
            }
        });
    }

    private sealed class Fragile(ConcurrentDictionary<int, int> seen) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            int id = (int)message;
            if (id % 101 == 0)
            {
                throw new FormatException("fragile");
            }

            if (id % 7 == 0)
            {
                await Task.Yield();
            }

            if (id % 103 == 0)
            {
                throw new FormatException("fragile later");
            }

            _ = seen.AddOrUpdate(id, 1, static (_, times) => times + 1);
            if (context.IsAsked)
            {
                context.Reply(id);
            }
        }
    }
}
