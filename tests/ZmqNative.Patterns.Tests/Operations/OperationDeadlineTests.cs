namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>
/// The deadline of a pooled operation, with uses that begin and end at the critical moments: while the wheel expires the entry.
/// </summary>
public sealed class OperationDeadlineTests
{
    private readonly HookedTime _time = new();

    [Test]
    public void A_shorter_use_that_begins_while_the_entry_is_moved_ends_in_time([Values(0, 1, 2, 3)] int clockReading)
    {
        using DeadlineWheel wheel = new(_time);
        Use use = new(wheel, _time);
        use.Begin(TimeSpan.FromSeconds(1));
        use.End();
        use.Begin(TimeSpan.FromSeconds(60));

        // The wheel expires the entry after 1 s, finds the long use pending and is about to move the entry: then the short use begins.
        use.WhenRead = () => _time.RunAtReading(clockReading, () =>
        {
            use.End();
            use.Begin(TimeSpan.FromMilliseconds(100));
        });
        _time.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.That(use.Expired, Is.EqualTo(new[] { 5u }), "the short use, and no other");
        _time.Clock.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(10));
        Assert.That(wheel.Count, Is.Zero);
    }

    [Test]
    public void A_longer_use_is_not_ended_by_the_entry_of_a_shorter_one()
    {
        using DeadlineWheel wheel = new(_time);
        Use use = new(wheel, _time);
        use.Begin(TimeSpan.FromSeconds(1));
        use.End();
        use.Begin(TimeSpan.FromSeconds(3));
        _time.Clock.Advance(TimeSpan.FromMilliseconds(2900));
        Assert.That(use.Expired, Is.Empty);
        _time.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.That(use.Expired, Is.EqualTo(new[] { 3u }));
    }

    [Test]
    public void An_entry_removed_during_its_expiry_leaves_the_wheel_within_a_round([Values(-1, 0, 1, 2)] int clockReading)
    {
        using DeadlineWheel wheel = new(_time);
        Use use = new(wheel, _time);
        use.Begin(TimeSpan.FromSeconds(1));
        use.End();
        use.Begin(TimeSpan.FromHours(1));
        if (clockReading < 0)
        {
            Leave();
            Assert.That(wheel.Count, Is.Zero, "at once");
        }
        else
        {
            use.WhenRead = () => _time.RunAtReading(clockReading, Leave);
            _time.Clock.Advance(TimeSpan.FromSeconds(12), TimeSpan.FromMilliseconds(10));
        }

        Assert.That(wheel.Count, Is.Zero);
        Assert.That(use.Expired, Is.Empty);

        void Leave()
        {
            use.End();
            use.Deadline.Leave();
        }
    }

    [Test]
    public void The_remaining_time_is_that_of_the_current_use()
    {
        using DeadlineWheel wheel = new(_time);
        Use use = new(wheel, _time);
        use.Begin(TimeSpan.FromSeconds(1));
        _time.Clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.That(use.Deadline.TimeLeft, Is.EqualTo(TimeSpan.FromMilliseconds(600)));
        use.End();
        use.Begin(TimeSpan.FromSeconds(7));
        Assert.That(use.Deadline.TimeLeft, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    private sealed class Use : ITimedOperation
    {
        private readonly TimeProvider _time;
        private uint _use;

        public Use(DeadlineWheel wheel, TimeProvider time)
        {
            _time = time;
            Deadline = new OperationDeadline(wheel);
        }

        public OperationDeadline Deadline { get; }

        /// <summary>Called once, when the wheel reads which use is current.</summary>
        public Action? WhenRead { get; set; }

        public List<uint> Expired { get; } = [];

        uint ITimedOperation.Use
        {
            get
            {
                Action? looked = WhenRead;
                WhenRead = null;
                looked?.Invoke();
                return _use;
            }
        }

        public void Begin(TimeSpan timeout)
        {
            long now = _time.GetTimestamp();
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

    /// <summary>A clock that runs an action when it is read.</summary>
    private sealed class HookedTime : TimeProvider
    {
        private Action? _run;
        private int _looksBefore;

        public ManualTime Clock { get; } = new();

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public void RunAtReading(int number, Action run)
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
