namespace ZmqNative.Actors.Tests;

/// <summary>The execution context of a handler, which does not flow to the next message.</summary>
public sealed class AsyncLocalTests : BrokerTest
{
    private static readonly AsyncLocal<string?> Local = new();

    [Test]
    public async Task An_async_local_of_one_message_does_not_reach_the_next([Values] bool old, [Values] bool throws)
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        List<string?> seen = [];
        ActorRef actor = broker.Spawn(
            "a",
            (message, context) =>
            {
                switch (message)
                {
                    case "block":
                        return blocked.ReceiveAsync(message, context);
                    case "set":
                        Local.Value = "left over";
                        return throws ? throw new FormatException() : default;
                    case "look":
                        seen.Add(Local.Value);
                        return default;
                    default:
                        context.Reply(true);
                        return default;
                }
            },
            new ActorOptions { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } });
        for (int i = 0; i < (old ? 1000 : 0); i++)
        {
            await actor.TellAsync("look", Limit);
        }

        // All messages are handled in one turn.
        await actor.TellAsync("block", Limit);
        await blocked.BegunAsync(Limit);
        for (int i = 0; i < 5; i++)
        {
            await actor.TellAsync("set", Limit);
            await actor.TellAsync("look", Limit);
        }

        ValueTask<bool> last = actor.AskAsync<bool>("?", Generous, Limit);
        blocked.Go();
        _ = await last;
        Assert.That(seen, Is.All.Null);
    }

    [Test]
    public async Task An_async_local_of_a_message_does_not_reach_the_hooks()
    {
        Broker broker = CreateBroker();
        List<string?> seen = [];
        ActorRef actor = broker.Spawn("a", () => new Hooked(seen), new ActorOptions { Supervision = new Supervision { InitialBackoff = TimeSpan.Zero } });
        await actor.TellAsync("fail", Limit);
        _ = await actor.AskAsync<bool>("?", Generous, Limit);
        await actor.TellAsync("set", Limit);
        await broker.StopAsync(actor, drain: true).AsTask().WaitAsync(Limit);
        Assert.That(seen, Has.Count.EqualTo(4).And.All.Null);
    }

    [Test]
    public async Task Suppressed_flow_of_one_message_does_not_reach_the_next()
    {
        Broker broker = CreateBroker();
        Blocked blocked = new();
        List<bool> suppressed = [];
        ActorRef actor = broker.Spawn("a", (message, context) =>
        {
            if (message is "block")
            {
                return blocked.ReceiveAsync(message, context);
            }

            suppressed.Add(ExecutionContext.IsFlowSuppressed());
            if (context.IsAsked)
            {
                context.Reply(true);
            }
            else
            {
                _ = ExecutionContext.SuppressFlow();
            }

            return default;
        });
        await actor.TellAsync("block", Limit);
        await blocked.BegunAsync(Limit);
        await actor.TellAsync("suppress", Limit);
        ValueTask<bool> last = actor.AskAsync<bool>("?", Generous, Limit);
        blocked.Go();
        _ = await last;
        Assert.That(suppressed, Is.EqualTo(new[] { false, false }));
    }

    private sealed class Hooked(List<string?> seen) : Actor
    {
        public override ValueTask OnStartedAsync(ActorContext context)
        {
            seen.Add(Local.Value);
            return default;
        }

        public override ValueTask OnRestartingAsync(Exception cause, ActorContext context)
        {
            seen.Add(Local.Value);
            return default;
        }

        public override ValueTask OnStoppingAsync(ActorContext context)
        {
            seen.Add(Local.Value);
            return default;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            Local.Value = "left over";
            if (context.IsAsked)
            {
                Local.Value = null;
                context.Reply(true);
            }

            return message is "fail" ? throw new FormatException() : default;
        }
    }
}
