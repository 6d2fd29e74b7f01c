namespace ZmqNative.Actors.Tests;

/// <summary>The sources of messages that precede the mailbox, which alternate with it: none starves another.</summary>
public sealed class FairnessTests : BrokerTest
{
    [Test]
    public async Task A_timer_that_is_always_due_does_not_starve_the_mailbox()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        int ticks = 0;
        ActorRef actor = broker.Spawn("busy", (message, context) =>
        {
            switch (message)
            {
                case "start":
                    context.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(10));
                    context.Reply(true);
                    break;
                case "tick":
                    // A handler that takes longer than the period: the next tick is due when it ends.
                    ticks++;
                    time.Jump(TimeSpan.FromMilliseconds(50));
                    break;
                default:
                    context.Reply(ticks);
                    break;
            }

            return default;
        });
        _ = await actor.AskAsync<bool>("start", Generous, Limit);
        ValueTask<int>[] asks = [];
        _ = await AskToStartAsync();
        foreach (ValueTask<int> ask in asks)
        {
            _ = await ask;
        }

        Assert.That(((ActorCell)actor).Parts!.Priority!.Count, Is.LessThanOrEqualTo(1), "ticks that it is too slow for are left out");

        async Task<int> AskToStartAsync()
        {
            ValueTask<int> first = actor.AskAsync<int>("first", TimeSpan.FromDays(1), Limit);
            time.Jump(TimeSpan.FromMilliseconds(10));
            asks = [.. Enumerable.Range(0, 10).Select(_ => actor.AskAsync<int>("?", TimeSpan.FromDays(1), Limit))];
            return await first;
        }
    }

    [Test]
    public async Task A_timer_that_is_always_due_does_not_starve_waiting_senders()
    {
        const int Messages = 50;
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        Blocked blocked = new();
        Recorder recorder = new();
        ActorRef actor = broker.Spawn(
            "busy",
            async (message, context) =>
            {
                if (message is "start")
                {
                    context.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(10));
                    await blocked.ReceiveAsync(message, context);
                }
                else
                {
                    recorder.Add(message is "tick" ? "tick" : "message");
                }

                time.Jump(TimeSpan.FromMilliseconds(50));
            },
            new ActorOptions { MailboxCapacity = 2 });
        await actor.TellAsync("start", Limit);
        await blocked.BegunAsync(Limit);
        ValueTask[] tells = [.. Enumerable.Range(0, Messages).Select(i => actor.TellAsync(i, Limit))];
        blocked.Go();
        foreach (ValueTask tell in tells)
        {
            await tell;
        }

        await Eventually(() => recorder.Events.Count(static e => e == "message") == Messages, "all are handled");
        await broker.StopAsync(actor).AsTask().WaitAsync(Limit);
        string[] events = recorder.Events;
        int end = Array.LastIndexOf(events, "message");
        Assert.That(Enumerable.Range(0, end).Count(i => events[i] == "tick" && events[i + 1] == "tick"), Is.Zero, "ticks in a row");
    }

    [Test]
    public async Task Actors_that_stop_continuously_do_not_starve_the_mailbox_of_their_watcher()
    {
        const int Stops = 300;
        Broker broker = CreateBroker();
        Blocked blocked = new();
        List<object> handled = [];
        ActorRef watcher = broker.Spawn("watcher", async (message, context) =>
        {
            switch (message)
            {
                case ActorRef[] actors:
                    foreach (ActorRef actor in actors)
                    {
                        context.Watch(actor);
                    }

                    context.Reply(true);
                    break;
                case "block":
                    await blocked.ReceiveAsync(message, context);
                    break;
                default:
                    handled.Add(message);
                    if (context.IsAsked)
                    {
                        context.Reply(true);
                    }

                    break;
            }
        });
        ActorRef[] watched = [.. Enumerable.Range(0, Stops).Select(i => broker.Spawn($"w/{i}", static (_, _) => default))];
        _ = await watcher.AskAsync<bool>(watched, Generous, Limit);
        await watcher.TellAsync("block", Limit);
        await blocked.BegunAsync(Limit);
        await Task.WhenAll(watched.Select(actor => broker.StopAsync(actor).AsTask())).WaitAsync(Limit);
        ValueTask<bool>[] asks = [.. Enumerable.Range(0, 5).Select(i => watcher.AskAsync<bool>(i, Generous, Limit))];
        blocked.Go();
        foreach (ValueTask<bool> ask in asks)
        {
            Assert.That(await ask, Is.True);
        }

        await Eventually(() => handled.Count == Stops + asks.Length, "all are handled");
        Assert.That(handled.FindLastIndex(static message => message is int), Is.LessThanOrEqualTo(2 * asks.Length), "they alternate");
    }

    [Test]
    public async Task A_message_that_is_stashed_and_unstashed_repeatedly_does_not_starve_the_mailbox()
    {
        int attempts = 0;
        bool ready = false;
        ActorRef actor = CreateBroker().Spawn("retrying", (message, context) =>
        {
            switch (message)
            {
                case "ready":
                    ready = true;
                    break;
                case "retry" when !ready:
                    attempts++;
                    context.Stash();
                    context.UnstashAll();
                    break;
                default:
                    context.Reply(attempts);
                    break;
            }

            return default;
        });
        ValueTask<int> retried = actor.AskAsync<int>("retry", Generous, Limit);
        await Eventually(() => Volatile.Read(ref attempts) > 10, "it goes round");
        _ = await actor.AskAsync<int>("?", Generous, Limit);
        await actor.TellAsync("ready", Limit);
        _ = await retried;
    }

    [Test]
    public async Task Ticks_that_are_stashed_and_unstashed_do_not_starve_the_mailbox()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        bool again = false;
        ActorRef actor = broker.Spawn("busy", (message, context) =>
        {
            switch (message)
            {
                case "start":
                    context.StartPeriodicTimer("tick", "tick", TimeSpan.FromMilliseconds(10));
                    context.Reply(true);
                    break;
                case "tick":
                    again = !again;
                    time.Jump(TimeSpan.FromMilliseconds(50));
                    if (again)
                    {
                        context.Stash();
                        context.UnstashAll();
                    }

                    break;
                default:
                    context.Reply(true);
                    break;
            }

            return default;
        });
        _ = await actor.AskAsync<bool>("start", Generous, Limit);
        ValueTask<bool> first = actor.AskAsync<bool>("?", TimeSpan.FromDays(1), Limit);
        time.Jump(TimeSpan.FromMilliseconds(10));
        Assert.That(await first, Is.True);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(await actor.AskAsync<bool>("?", TimeSpan.FromDays(1), Limit), Is.True);
        }
    }
}
