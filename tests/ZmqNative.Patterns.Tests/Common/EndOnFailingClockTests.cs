namespace ZmqNative.Patterns.Tests;

/// <summary>Ends under a clock of the user that throws: the time of the system limits them.</summary>
public sealed class EndOnFailingClockTests : PatternsTest
{
    [Test]
    public async Task A_step_of_an_end_is_limited()
    {
        TaskCompletionSource never = new();
        Assert.That(await Patterns.EndLimit.WaitAsync(never.Task, TimeSpan.FromMilliseconds(20), new FailingTime(), Limit), Is.False);
        Assert.That(Limit.IsCancellationRequested, Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_time_of_an_end_passes(bool failsLater)
    {
        FailingTime clock = new() { Fails = !failsLater };
        EndTime time = new(clock);
        clock.Fails = true;
        await Eventually(() => time.Elapsed > TimeSpan.Zero, "time");
    }

    private sealed class FailingTime : TimeProvider
    {
        public bool Fails { get; set; } = true;

        public override long TimestampFrequency => Fails ? throw new InvalidOperationException("frequency") : base.TimestampFrequency;

        public override long GetTimestamp() => Fails ? throw new InvalidOperationException("timestamp") : base.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("timer");
    }
}
