namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>The texts of failed expectations.</summary>
public sealed class FailureTests : TestKitTest
{
    // What is expected to come, and what is described, is there within it on a busy machine, too.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_wrong_message_is_reported_with_all_that_came_before()
    {
        TestProbe probe = Kit.CreateProbe("probe");
        foreach (object message in new object[] { 1, "skipped", 2, "next" })
        {
            await probe.Ref.TellAsync(message);
        }

        await probe.ExpectMessageAsync(1);
        _ = await probe.FishAsync<int>();
        await Kit.AdvanceAsync(TimeSpan.FromMinutes(1));
        ValueTask<int> ask = probe.Ref.AskAsync<int>("an ask");
        await Kit.IdleAsync();
        ExpectationException failure = (await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectAsync<int>(static x => x > 1)))!;
        Assert.That(failure.Message, Does.Contain("Probe 'probe' expected a message of type Int32 with static x => x > 1; what came is \"next\"."));
        Assert.That(failure.Message, Does.Contain("1. at 00:00:00: Int32 1, as expected"));
        Assert.That(failure.Message, Does.Contain("2. at 00:00:00: \"skipped\", skipped"));
        Assert.That(failure.Message, Does.Contain("4. at 00:00:00: \"next\", not expected"));
        Assert.That(failure.Message, Does.Contain("5. at 00:01:00: \"an ask\" (ask)"));
        Assert.That(failure.Message, Does.Contain("Actors (1):").And.Contain("probe: idle"));
        Assert.That(() => probe.ExpectNoneAsync(), Throws.TypeOf<ExpectationException>().With.Message.Contains("expected no message"));
        Assert.That(
            () => probe.ExpectInAnyOrderAsync(["a", "b"]),
            Throws.TypeOf<ExpectationException>().With.Message.Contains("expected one of: \"a\"; \"b\""));
        await Kit.DisposeAsync();
        Assert.That(async () => await ask, Throws.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task A_message_that_does_not_come_is_reported_with_what_each_actor_is_doing()
    {
        TestBroker kit = CreateKit(timeout: Short);
        TestProbe probe = kit.CreateProbe("probe");
        TestProbe store = kit.CreateProbe("store");
        TaskCompletionSource gate = new();
        ActorRef asking = SpawnRunner("asking", kit);
        await RunAsync(asking, async _ => await store.Ref.AskAsync<int>("?"));
        await RunAsync(SpawnRunner("sleeping", kit), async _ => await Task.Delay(TimeSpan.FromHours(2), kit.Time));
        await RunAsync(SpawnRunner("gated", kit), async _ => await gate.Task);
        await asking.TellAsync("queued");
        await store.ExpectMessageAsync("?");
        ExpectationException failure = (await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectAsync<string>()))!;
        Assert.That(failure.Message, Does.Contain("expected a message of type String; nothing came.").And.Contain("It has received nothing so far."));
        Assert.That(failure.Message, Does.Contain("waits in its handling of Func`2").And.Contain("for the answer of 'store'; 1 messages in the mailbox"));
        Assert.That(failure.Message, Does.Contain("for virtual time, 02:00:00 from now"));
        Assert.That(failure.Message, Does.Contain("for a task that other code completes"));
        Assert.That(failure.Message, Does.Contain("waited for 1 s"));
    }

    [Test]
    public async Task A_handling_that_waits_for_something_outside_is_named()
    {
        TestBroker kit = CreateKit(new BrokerOptions { DrainTimeout = TimeSpan.Zero }, Short);
        ActorRef runner = SpawnRunner("lost", kit);
        await RunAsync(runner, static async context => await Task.Delay(TimeSpan.FromHours(1), context.Stopping));
        ExpectationException failure = (await Assert.ThrowsAsync<ExpectationException>(() => kit.IdleAsync()))!;
        Assert.That(failure.Message, Does.Contain("Expected that the broker becomes idle."));
        Assert.That(failure.Message, Does.Contain("lost: waits in its handling of Func`2").And.Contain("outside of the broker: a delay by the system's clock"));
        Assert.That(() => kit.AdvanceAsync(TimeSpan.FromSeconds(1)), Throws.TypeOf<ExpectationException>());
    }

    [Test]
    public async Task Missing_and_unexpected_stops_and_dead_letters_are_reported()
    {
        TestBroker kit = CreateKit(timeout: Short);
        TestProbe probe = kit.CreateProbe("probe");
        ActorRef actor = SpawnRunner("a", kit);
        Assert.That(() => probe.ExpectStoppedAsync(actor), Throws.TypeOf<ExpectationException>().With.Message.Contains("expected that 'a' stops"));
        Assert.That(
            () => kit.DeadLetters.ExpectAsync<string>(DeadLetterReason.Failed),
            Throws.TypeOf<ExpectationException>().With.Message.Contains("Expected a dead letter of type String with the reason Failed; none came."));
        Assert.That(async () => await kit.Broker.Actor("b").TellAsync("x"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(
            () => Kit.DeadLetters.ExpectNoneAsync(), Throws.Nothing, "another broker");
        DeadLetterProbe letters = kit.DeadLetters;
        Assert.That(letters.Letters, Has.Count.EqualTo(1));
        await kit.Broker.StopAsync(actor);
        TestBroker patient = CreateKit();
        Assert.That(async () => await patient.Broker.Actor("b").TellAsync("x"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(
            () => patient.DeadLetters.ExpectNoneAsync(),
            Throws.TypeOf<ExpectationException>().With.Message.Contains("there is \"x\" to 'b': NotFound"));
    }

    [Test]
    public async Task A_cancelled_expectation_is_no_failure()
    {
        TestProbe probe = Kit.CreateProbe();
        using CancellationTokenSource cancelled = new();
        Task<int> expectation = probe.ExpectAsync<int>(cancellationToken: cancelled.Token);
        Task<DeadLetter> letter = Kit.DeadLetters.ExpectAsync<int>(cancellationToken: cancelled.Token);
        await cancelled.CancelAsync();
        Assert.That(() => expectation, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => letter, Throws.InstanceOf<OperationCanceledException>());
        await probe.Ref.TellAsync(1);
        await probe.ExpectMessageAsync(1);
    }
}
