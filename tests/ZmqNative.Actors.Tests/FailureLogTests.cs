namespace ZmqNative.Actors.Tests;

public sealed class FailureLogTests : BrokerTest
{
    [Test]
    public async Task Many_failures_are_logged_in_a_few_lines_with_their_number()
    {
        const int Failures = 20_000;
        ManualTime time = new();
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, LoggerFactory = log });
        ActorRef actor = broker.Spawn(
            "a",
            static (_, _) => throw new FormatException("bad"),
            new ActorOptions { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } });
        for (int i = 0; i < Failures; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        await Eventually(() => broker.Failures == Failures, "all have failed");
        await Logged(log.Lines, "failed");
        Assert.That(Lines("failed"), Has.Length.EqualTo(1));
        time.Jump(TimeSpan.FromSeconds(10));
        await actor.TellAsync("last", Limit);
        await Eventually(() => broker.Failures == Failures + 1, "it has failed again");
        await Eventually(() => Lines("failed").Length == 2, "it is logged");
        Assert.That(Lines("failed")[1], Does.Contain($"{Failures}"));

        string[] Lines(string part) => [.. log.Lines.Where(line => line.Contains(part, StringComparison.Ordinal))];
    }

    [Test]
    public async Task Many_actors_that_are_stopped_or_fail_in_their_hooks_are_logged_in_a_few_lines()
    {
        const int Actors = 1_000;
        ManualTime time = new();
        using LogLines log = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, LoggerFactory = log });
        ActorOptions options = new() { Supervision = new Supervision { MaxRestarts = 0 } };
        for (int i = 0; i < Actors; i++)
        {
            await broker.Spawn($"a/{i}", static () => new Bad(), options).TellAsync("x", Limit);
        }

        await Eventually(() => broker.ActorCount == 0, "all have stopped");
        string[] Lines() => [.. log.Lines.Where(static line => line.Contains("actor", StringComparison.OrdinalIgnoreCase))];
        await Eventually(() => Lines().Length >= 3, "all are logged");
        Assert.That(Lines(), Has.Length.EqualTo(3), "one of each kind");
    }

    [Test]
    public void Many_answers_that_cannot_be_disposed_are_logged_in_a_few_lines_with_their_number()
    {
        const int Answers = 100;
        ManualTime time = new();
        using LogLines log = new();
        FailureLog failures = new(log, time);
        for (int i = 0; i < Answers; i++)
        {
            failures.AddUndisposedAnswer("a", new FormatException("bad"));
        }

        Assert.That(log.Lines, Has.Count.EqualTo(1));
        time.Jump(TimeSpan.FromSeconds(10));
        failures.AddUndisposedAnswer("a", new FormatException("bad"));
        Assert.That(log.Lines.Last(), Does.Contain($"{Answers} such failure(s)"));
    }

    private sealed class Bad : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => throw new FormatException("bad");

        public override ValueTask OnStoppingAsync(ActorContext context) => throw new FormatException("worse");
    }
}
