#pragma warning disable ZMQ004 // Actors that ask themselves are the subject.

namespace ZmqNative.Actors.Tests;

/// <summary>An actor that waits for itself gets an exception at once, by whatever call; an actor that does not wait gets none.</summary>
public sealed class SelfAskTests : BrokerTest
{
    public enum Way
    {
        Self,
        Address,
        Router,
        RouterAddress,
        Broadcast,
        Stream,
        Forwarded,
    }

    [Test]
    public async Task An_actor_that_asks_itself_fails_at_once([Values] Way way, [Values] bool afterAnAwait, [Values] bool inAnotherMethod)
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("narcissus", async (message, context) =>
        {
            if (afterAnAwait)
            {
                await Task.Yield();
            }

            context.Reply(inAnotherMethod ? await AskLaterAsync(context, way, afterAnAwait) : await AskAsync(context, way));
        });
        _ = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, actor);
        _ = broker.SpawnRouter("all", RoutingStrategy.Broadcast, actor);
        _ = broker.Spawn("middle", (_, context) => context.ForwardAsync(actor));
        for (int i = 0; i < 3; i++)
        {
            ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<string>("?", Generous)))!;
            Assert.That(failed.InnerException, Is.TypeOf<InvalidOperationException>().With.Message.Contains("asks itself"));
        }
    }

    [Test]
    public async Task An_actor_that_has_awaited_before_is_identified_whatever_its_age()
    {
        ActorRef actor = CreateBroker().Spawn("narcissus", async (message, context) =>
        {
            if (message is not "ask")
            {
                context.Reply("fine");
                return;
            }

            await Task.Yield();
            context.Reply(await context.Self.AskAsync<string>("me"));
        });
        _ = await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<string>("ask", Generous));
        for (int i = 0; i < 100; i++)
        {
            _ = await actor.AskAsync<string>("?", Generous, Limit);
        }

        ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<string>("ask", Generous)))!;
        Assert.That(failed.InnerException, Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public async Task An_old_actor_is_identified_after_its_first_await_if_the_option_is_set()
    {
        ActorRef actor = SpawnOld(CreateBroker(), new ActorOptions { TracksSelfAsks = true }, asked: null);
        await HandleAsync(actor, 1000);
        ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<string>("ask", Generous)))!;
        Assert.That(failed.InnerException, Is.TypeOf<InvalidOperationException>().With.Message.Contains("asks itself"));
    }

    [Test]
    public async Task An_old_actor_that_asks_itself_after_its_first_await_times_out_otherwise()
    {
        TestBroker kit = CreateKit();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = SpawnOld(kit.Broker, new ActorOptions(), asked);
        await HandleAsync(actor, 1000);
        ValueTask<string> outer = actor.AskAsync<string>("ask", Generous, Limit);
        await kit.AdvanceAsync(TimeSpan.FromSeconds(2));
        ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await outer))!;
        Assert.That(failed.InnerException, Is.TypeOf<AskTimeoutException>());
    }

    [Test]
    public async Task A_hook_that_asks_its_own_actor_fails_at_once()
    {
        TaskCompletionSource<Exception> failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = CreateBroker().Spawn("eager", () => new Eager(failure), new ActorOptions { Supervision = new Supervision { MaxRestarts = 0 } });
        Assert.That(await failure.Task.WaitAsync(Limit), Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public async Task Tasks_that_an_actor_has_started_may_ask_it()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string>? background = null;
        ActorRef actor = CreateBroker().Spawn("parent", async (message, context) =>
        {
            switch (message)
            {
                case "set off":
                    background = AskLaterAsync(context.Self);
                    break;
                case "hold":
                    begun.SetResult();
                    await held.Task;
                    break;
                default:
                    break;
            }

            context.Reply("done");
        });
        _ = await actor.AskAsync<string>("set off", Generous, Limit);
        Task<string> hold = actor.AskAsync<string>("hold", Generous, Limit).AsTask();
        await begun.Task.WaitAsync(Limit);

        // The actor handles another message by now: the ask waits for its turn.
        go.SetResult();
        Assert.That(hold.IsCompleted || background!.IsCompleted, Is.False);
        held.SetResult();
        Assert.That(await background!.WaitAsync(Limit), Is.EqualTo("done"));
        _ = await hold;

        async Task<string> AskLaterAsync(ActorRef self)
        {
            await go.Task;
            return await self.AskAsync<string>("?", Generous, Limit);
        }
    }

    [Test]
    public async Task A_router_skips_the_asking_routee()
    {
        Broker broker = CreateBroker();
        Router? router = null;
        ActorRef asking = broker.Spawn("asking", async (message, context) => context.Reply(await router!.AskAsync<string>("?", Generous, Limit)));
        ActorRef other = broker.Spawn("other", static (string _) => "other");
        router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, asking, other);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(await asking.AskAsync<string>("?", Generous, Limit), Is.EqualTo("other"));
        }

        Router all = broker.SpawnRouter("all", RoutingStrategy.Broadcast, asking, other);
        router = all;
        Assert.That(await asking.AskAsync<string>("?", Generous, Limit), Is.EqualTo("other"));
    }

    [Test]
    public async Task An_actor_never_waits_for_room_in_its_own_mailbox([Values] bool afterAnAwait)
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn(
            "talkative",
            async (message, context) =>
            {
                if (message is not "fill")
                {
                    return;
                }

                if (afterAnAwait)
                {
                    await Task.Yield();
                }

                for (int i = 0; i < 3; i++)
                {
                    await context.Self.TellAsync("more");
                }
            },
            new ActorOptions { MailboxCapacity = 2 });
        ActorFailedException failed = (await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<string>("fill", Generous)))!;
        Assert.That(failed.InnerException, Is.TypeOf<MailboxFullException>());
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(1));
    }

    private static ActorRef SpawnOld(Broker broker, ActorOptions options, TaskCompletionSource? asked) => broker.Spawn(
        "narcissus",
        async (message, context) =>
        {
            if (message is not "ask")
            {
                context.Reply("fine");
                return;
            }

            await Task.Yield();
            ValueTask<string> inner = context.Self.AskAsync<string>("me", TimeSpan.FromSeconds(1));
            asked?.SetResult();
            context.Reply(await inner);
        },
        options);

    private async Task HandleAsync(ActorRef actor, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            _ = await actor.AskAsync<string>("?", Generous, Limit);
        }
    }

    private static async Task<string> AskLaterAsync(ActorContext context, Way way, bool later)
    {
        if (later)
        {
            await Task.Delay(1);
        }

        return await AskAsync(context, way);
    }

    private static async Task<string> AskAsync(ActorContext context, Way way)
    {
        ActorRef self = way switch
        {
            Way.Self or Way.Stream => context.Self,
            Way.Address => context.Broker.Actor("narcissus"),
            Way.Forwarded => context.Broker.Actor("middle"),
            Way.RouterAddress => context.Broker.Actor("router"),
            _ => context.Broker.Actor(way == Way.Broadcast ? "all" : "router"),
        };
        if (way != Way.Stream)
        {
            return await self.AskAsync<string>("me", Generous);
        }

        await foreach (string answer in self.AskStreamAsync<string>("me", Generous))
        {
            return answer;
        }

        return "nothing";
    }

    private sealed class Eager(TaskCompletionSource<Exception> failure) : Actor
    {
        public override async ValueTask OnStartedAsync(ActorContext context)
        {
            await Task.Yield();
            try
            {
                _ = await context.Self.AskAsync<string>("?", Generous);
            }
            catch (Exception exception)
            {
                failure.SetResult(exception);
            }
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }
}
