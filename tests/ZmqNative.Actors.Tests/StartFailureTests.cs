namespace ZmqNative.Actors.Tests;

/// <summary>Actors that cannot start: asks fail with the reason, and tells wait for an instance that starts.</summary>
public sealed class StartFailureTests : BrokerTest
{
    [Test]
    public async Task A_factory_that_always_throws_fails_each_ask_with_the_reason([Values] bool keyed, [Values] SupervisionDirective directive)
    {
        ManualTime time = new();
        ActorOptions options = new() { Supervision = new Supervision { Decider = _ => directive } };
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        if (keyed)
        {
            broker.Register("broken/{id}", static _ => throw new FormatException("no such thing"), new KeyedOptions { Actor = options });
        }
        else
        {
            _ = broker.Spawn("broken", static () => throw new FormatException("no such thing"), options);
        }

        // No time passes: none of these ends at its deadline.
        ActorRef broken = broker.Actor(keyed ? "broken/1" : "broken");
        for (int i = 0; i < 5; i++)
        {
            Exception failed = (await Assert.CatchAsync(async () => await broken.AskAsync<int>(i, Generous, Limit)))!;
            if (failed is ActorFailedException)
            {
                Assert.That(failed.InnerException, Is.TypeOf<FormatException>());
                Assert.That(failed.Message, Does.Contain("no such thing"));
            }
            else
            {
                // The actor was stopped before the ask arrived.
                Assert.That(keyed, Is.False);
                Assert.That(failed, Is.TypeOf<ActorStoppedException>().Or.TypeOf<ActorNotFoundException>());
            }
        }
    }

    [Test]
    public async Task Tells_wait_for_an_instance_that_starts()
    {
        Broker broker = CreateBroker();
        List<object> handled = [];
        int attempts = 0;
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef actor = broker.Spawn("late", () => ++attempts < 4
            ? throw new InvalidOperationException($"attempt {attempts}")
            : new LambdaActor((message, context) =>
            {
                handled.Add(message);
                if (context.IsAsked)
                {
                    context.Reply(true);
                }

                return default;
            }));
        await actor.TellAsync("first", Limit);
        await actor.TellAsync("second", Limit);
        while (true)
        {
            try
            {
                Assert.That(await actor.AskAsync<bool>("asked", Generous, Limit), Is.True);
                break;
            }
            catch (ActorFailedException)
            {
                // The ask was too early.
            }
        }

        Assert.That(handled, Is.EqualTo(new object[] { "first", "second", "asked" }));
    }

    [Test]
    public async Task An_ask_during_the_pause_fails_too_and_so_does_a_waiting_one()
    {
        TestBroker kit = CreateKit();
        Broker broker = kit.Broker;
        ActorRef actor = broker.Spawn(
            "broken", static () => throw new FormatException("no such thing"), new ActorOptions { MailboxCapacity = 2 });
        await kit.IdleAsync();
        Assert.That(broker.Failures, Is.EqualTo(1), "the first attempt");
        Assert.That(actor.TryTell(1), Is.True);
        await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<int>(2, Generous, Limit));
        await Assert.ThrowsAsync<ActorFailedException>(async () => await actor.AskAsync<int>(3, Generous, Limit));
        Assert.That(broker.Failures, Is.EqualTo(1), "the pause is not over");
    }
}
