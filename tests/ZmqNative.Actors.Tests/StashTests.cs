namespace ZmqNative.Actors.Tests;

public sealed class StashTests : BrokerTest
{
    [Test]
    public async Task Messages_that_are_stashed_again_keep_their_order_when_unstashed_meanwhile()
    {
        Broker broker = CreateBroker();
        List<object> handled = [];
        bool open = false;
        ActorRef actor = broker.Spawn("stash", (message, context) =>
        {
            // The first is not ready until the second has been handled; all have been unstashed meanwhile.
            if ((handled.Count == 0 && message is not 2) || !open)
            {
                if (message is "open")
                {
                    open = true;
                    context.UnstashAll();
                }
                else
                {
                    context.Stash();
                }

                return default;
            }

            handled.Add(message);
            if (message is 2)
            {
                context.UnstashAll();
            }

            if (context.IsAsked)
            {
                context.Reply(true);
            }

            return default;
        });
        for (int i = 1; i <= 5; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        await actor.TellAsync("open", Limit);
        _ = await actor.AskAsync<bool>(6, Generous, Limit);
        Assert.That(handled, Is.EqualTo(new object[] { 2, 1, 3, 4, 5, 6 }));
    }

    [Test]
    public async Task Unstashed_messages_precede_the_mailbox_and_no_stop_or_tick_is_lost()
    {
        Broker broker = CreateBroker();
        List<object> handled = [];
        Blocked blocked = new();
        ActorRef other = broker.Spawn("other", static (_, _) => default);
        ActorRef actor = broker.Spawn("stash", async (message, context) =>
        {
            switch (message)
            {
                case "watch":
                    context.Watch(other);
                    context.Reply(true);
                    break;
                case "open":
                    await blocked.ReceiveAsync(message, context);
                    context.Become((late, inner) =>
                    {
                        handled.Add(late is ActorStopped ? "stopped" : late);
                        if (inner.IsAsked)
                        {
                            inner.Reply(true);
                        }

                        return default;
                    });
                    context.UnstashAll();
                    break;
                default:
                    context.Stash();
                    break;
            }
        });
        _ = await actor.AskAsync<bool>("watch", Generous, Limit);
        for (int i = 0; i < 10; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        await actor.TellAsync("open", Limit);
        await blocked.BegunAsync(Limit);
        await broker.StopAsync(other).AsTask().WaitAsync(Limit);
        ValueTask<bool> last = actor.AskAsync<bool>(10, Generous, Limit);
        blocked.Go();
        _ = await last;
        await Eventually(() => handled.Count == 12, "all are handled");
        Assert.That(handled.Where(static message => message is int), Is.EqualTo(Enumerable.Range(0, 11).Cast<object>()));
        Assert.That(handled, Does.Contain("stopped"));
    }

    [Test]
    public async Task Unstashing_many_with_system_messages_between_takes_linear_time()
    {
        const int Messages = 200_000;
        Broker broker = CreateBroker();
        int handled = 0;
        bool open = false;
        ActorRef actor = broker.Spawn(
            "stash",
            (message, context) =>
            {
                if (message is "open")
                {
                    open = true;
                    context.UnstashAll();
                }
                else if (!open)
                {
                    context.Stash();
                }
                else
                {
                    handled++;

                    // A system message, which interrupts the handling of those that were stashed.
                    ((ActorCell)context.Self).Unwatch((ActorCell)context.Self);
                    if (context.IsAsked)
                    {
                        context.Reply(handled);
                    }
                }

                return default;
            },
            new ActorOptions { MailboxCapacity = 1 << 18 });
        for (int i = 0; i < Messages; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        await actor.TellAsync("open", Limit);
        Assert.That(await actor.AskAsync<int>("last", Generous, Limit), Is.EqualTo(Messages + 1));
    }
}
