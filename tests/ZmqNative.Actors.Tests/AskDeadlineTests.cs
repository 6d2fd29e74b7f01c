namespace ZmqNative.Actors.Tests;

/// <summary>The deadline of a pooled ask: on the wheel from one use to the next, and never missed.</summary>
public sealed class AskDeadlineTests
{
    [Test]
    public void A_shorter_use_that_begins_while_the_entry_is_moved_ends_in_time([Values(0, 1, 2, 3)] int lookAtTheClock)
    {
        HookedTime time = new();
        using DeadlineWheel wheel = new(time);
        Ask ask = new(wheel);
        ask.Begin(TimeSpan.FromSeconds(1));
        ask.End();
        ask.Begin(TimeSpan.FromSeconds(60));

        // The wheel tells after 1 s, finds the long use pending and is to move the entry: there the short use begins.
        ask.WhenLookedAt = () => time.RunAtLook(lookAtTheClock, () =>
        {
            ask.End();
            ask.Begin(TimeSpan.FromMilliseconds(100));
        });
        time.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.That(ask.Expired, Is.EqualTo(new[] { 5u }), "the short use, and no other");
        Assert.That(wheel.Count, Is.Zero);
    }

    [Test]
    public void A_longer_use_is_not_ended_by_the_entry_of_a_shorter_one()
    {
        HookedTime time = new();
        using DeadlineWheel wheel = new(time);
        Ask ask = new(wheel);
        ask.Begin(TimeSpan.FromSeconds(1));
        ask.End();
        ask.Begin(TimeSpan.FromSeconds(3));
        time.Clock.Advance(TimeSpan.FromMilliseconds(2900));
        Assert.That(ask.Expired, Is.Empty);
        time.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.That(ask.Expired, Is.EqualTo(new[] { 3u }));
    }

    [Test]
    public void An_entry_that_is_abandoned_leaves_the_wheel([Values(-1, 0, 1, 2)] int lookAtTheClock)
    {
        HookedTime time = new();
        using DeadlineWheel wheel = new(time);
        Ask ask = new(wheel);
        ask.Begin(TimeSpan.FromSeconds(1));
        ask.End();
        ask.Begin(TimeSpan.FromHours(1));
        if (lookAtTheClock < 0)
        {
            Abandon();
        }
        else
        {
            ask.WhenLookedAt = () => time.RunAtLook(lookAtTheClock, Abandon);
            time.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        }

        Assert.That(wheel.Count, Is.Zero);
        Assert.That(ask.Expired, Is.Empty);

        void Abandon()
        {
            ask.End();
            ask.Deadline.Abandon();
        }
    }

    private sealed class Ask : IAskDeadline
    {
        private uint _token;

        public Ask(DeadlineWheel wheel) => Deadline = new AskDeadline(wheel, this);

        public AskDeadline Deadline { get; }

        /// <summary>Called once, when the wheel looks which use is current.</summary>
        public Action? WhenLookedAt { get; set; }

        public List<uint> Expired { get; } = [];

        uint IAskDeadline.Token
        {
            get
            {
                Action? looked = WhenLookedAt;
                WhenLookedAt = null;
                looked?.Invoke();
                return _token;
            }
        }

        AskDeadline? IAskDeadline.Deadline => Deadline;

        public void Begin(TimeSpan timeout)
        {
            long due = Deadline.Prepare(timeout);
            _token++;
            Deadline.Start(due, timeout);
        }

        public void End() => _token++;

        bool IAskDeadline.TryExpire(uint token)
        {
            if (token != _token)
            {
                return false;
            }

            Expired.Add(token);
            _token++;
            return true;
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
