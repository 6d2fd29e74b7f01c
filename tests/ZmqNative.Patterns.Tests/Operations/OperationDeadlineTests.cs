namespace ZmqNative.Patterns.Tests;

/// <summary>The deadline of a pooled operation: on the wheel from one use to the next, and never missed.</summary>
public sealed class OperationDeadlineTests
{
    [Test]
    public void A_shorter_use_that_begins_while_the_entry_is_moved_ends_in_time([Values(0, 1, 2, 3)] int lookAtTheClock)
    {
        HookedTime time = new();
        using DeadlineWheel wheel = new(time);
        Operation operation = new(wheel);
        operation.Begin(TimeSpan.FromSeconds(1));
        operation.End();
        operation.Begin(TimeSpan.FromSeconds(60));

        // The wheel tells after 1 s, finds the long use pending and is to move the entry: there the short use begins.
        operation.WhenLookedAt = () => time.RunAtLook(lookAtTheClock, () =>
        {
            operation.End();
            operation.Begin(TimeSpan.FromMilliseconds(100));
        });
        time.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.That(operation.Expired, Is.EqualTo(new[] { 5u }), "the short use, and no other");
    }

    [Test]
    public void A_longer_use_is_not_ended_by_the_entry_of_a_shorter_one()
    {
        HookedTime time = new();
        using DeadlineWheel wheel = new(time);
        Operation operation = new(wheel);
        operation.Begin(TimeSpan.FromSeconds(1));
        operation.End();
        operation.Begin(TimeSpan.FromSeconds(3));
        time.Clock.Advance(TimeSpan.FromMilliseconds(2900));
        Assert.That(operation.Expired, Is.Empty);
        time.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.That(operation.Expired, Is.EqualTo(new[] { 3u }));
    }

    [Test]
    public void An_entry_that_is_left_is_off_the_wheel_at_once_or_if_it_was_being_moved_within_a_round([Values(-1, 0, 1)] int lookAtTheClock)
    {
        HookedTime time = new();
        using DeadlineWheel wheel = new(time);
        Operation operation = new(wheel);
        operation.Begin(TimeSpan.FromSeconds(1));
        operation.End();
        operation.Begin(TimeSpan.FromHours(1));
        if (lookAtTheClock < 0)
        {
            Leave();
        }
        else
        {
            operation.WhenLookedAt = () => time.RunAtLook(lookAtTheClock, Leave);
            time.Clock.Advance(TimeSpan.FromSeconds(12));
        }

        Assert.That(wheel.Count, Is.Zero);
        Assert.That(operation.Expired, Is.Empty);

        void Leave()
        {
            operation.End();
            operation.Deadline.Leave();
        }
    }

    private sealed class Operation : ITimedOperation
    {
        private uint _use;

        public Operation(DeadlineWheel wheel) => Deadline = new OperationDeadline(wheel);

        public OperationDeadline Deadline { get; }

        /// <summary>Called once, when the wheel looks which use is current.</summary>
        public Action? WhenLookedAt { get; set; }

        public List<uint> Expired { get; } = [];

        public uint Use
        {
            get
            {
                Action? looked = WhenLookedAt;
                WhenLookedAt = null;
                looked?.Invoke();
                return _use;
            }
        }

        public void Begin(TimeSpan timeout)
        {
            long now = Deadline.Wheel.TimeProvider.GetTimestamp();
            Deadline.Prepare(this, now, timeout);
            _use++;
            Deadline.Start(now);
        }

        public void End()
        {
            _use++;
            Deadline.Stop();
        }

        public void Expire(uint use)
        {
            if (use == _use)
            {
                Expired.Add(use);
                End();
            }
        }
    }

    /// <summary>A clock that runs something when it is looked at.</summary>
    private sealed class HookedTime : TimeProvider
    {
        private Action? _run;
        private int _looksBefore;

        public ManualTime Clock { get; } = new();

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public void RunAtLook(int number, Action run)
        {
            _looksBefore = number;
            _run = run;
        }

        public override long GetTimestamp()
        {
            if (_run is { } run && _looksBefore-- == 0)
            {
                _run = null;
                run();
            }

            return Clock.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Clock.CreateTimer(callback, state, dueTime, period);
    }
}
