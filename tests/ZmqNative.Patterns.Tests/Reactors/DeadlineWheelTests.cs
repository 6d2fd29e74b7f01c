namespace ZmqNative.Patterns.Tests;

public sealed class DeadlineWheelTests
{
    private readonly ManualTime _time = new();

    // A deadline is never early, and late by two slots of 10 ms at most.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(30);

    [TestCase(1)]
    [TestCase(10)]
    [TestCase(995)]
    [TestCase(10_240)]
    [TestCase(123_456)]
    public void A_deadline_expires_once_and_never_early(int milliseconds)
    {
        using DeadlineWheel wheel = new(_time);
        Entry entry = new();
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        Add(wheel, entry, timeout);

        _time.Advance(timeout - TimeSpan.FromTicks(1));
        Assert.That(entry.Expired, Is.Zero);
        _time.Advance(Slack);
        Assert.That(entry.Expired, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(entry.Expired, Is.EqualTo(1));
    }

    [Test]
    public void A_clock_that_calls_back_while_it_is_read_causes_no_recursion()
    {
        CallingTime time = new(_time);
        using DeadlineWheel wheel = new(time);
        time.Called = () => _ = wheel.Count;
        Entry entry = new();
        Add(wheel, entry, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(entry.Expired, Is.EqualTo(1));
        Assert.That(time.ActiveTimers, Is.Zero);
    }

    [Test]
    public void A_deadline_that_throws_does_not_stop_the_expiry_of_others()
    {
        using DeadlineWheel wheel = new(_time);
        Entry[] entries = [new(), new(), new()];
        foreach (Entry entry in entries)
        {
            entry.WhenExpired = static () => throw new FormatException("a deadline");
            Add(wheel, entry, TimeSpan.FromSeconds(1));
        }

        Assert.That(() => _time.Advance(TimeSpan.FromSeconds(2)), Throws.InstanceOf<FormatException>());

        Assert.That(entries.Select(static entry => entry.Expired), Is.All.EqualTo(1));
        Entry later = new();
        Add(wheel, later, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(later.Expired, Is.EqualTo(1));
    }

    [Test]
    public void A_removed_deadline_does_not_expire()
    {
        using DeadlineWheel wheel = new(_time);
        Entry removed = new();
        Entry kept = new();
        Add(wheel, removed, TimeSpan.FromSeconds(1));
        Add(wheel, kept, TimeSpan.FromSeconds(1));
        Assert.That(wheel.Remove(removed), Is.True);
        Assert.That(wheel.Remove(removed), Is.False);
        Assert.That(wheel.Count, Is.EqualTo(1));

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That((removed.Expired, kept.Expired, wheel.Count), Is.EqualTo((0, 1, 0)));
        Assert.That(wheel.Remove(kept), Is.False);
    }

    [Test]
    public void The_timer_runs_only_while_there_are_entries()
    {
        using DeadlineWheel wheel = new(_time);
        Assert.That(_time.ActiveTimers, Is.Zero);
        Entry entry = new();
        Add(wheel, entry, TimeSpan.FromSeconds(1));
        Assert.That(_time.ActiveTimers, Is.EqualTo(1));
        _ = wheel.Remove(entry);
        Assert.That(_time.ActiveTimers, Is.EqualTo(1), "stopped only at its next tick");
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.That(_time.ActiveTimers, Is.Zero);
        Add(wheel, entry, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(_time.ActiveTimers, Is.Zero);
    }

    [Test]
    public void An_entry_can_be_used_again()
    {
        using DeadlineWheel wheel = new(_time);
        Entry entry = new();
        for (int use = 1; use <= 50; use++)
        {
            Add(wheel, entry, TimeSpan.FromMilliseconds(25));
            _time.Advance(TimeSpan.FromMilliseconds(60));
            Assert.That(entry.Expired, Is.EqualTo(use));
        }
    }

    [Test]
    public void A_deadline_is_moved_forward_and_never_back()
    {
        using DeadlineWheel wheel = new(_time);
        Entry entry = new();
        long begin = _time.GetTimestamp();
        Assert.That(entry.ToldBy, Is.EqualTo(long.MaxValue));
        wheel.AddBy(begin, entry, begin + TimeSpan.FromSeconds(60).Ticks);
        wheel.AddBy(begin, entry, begin + TimeSpan.FromSeconds(1).Ticks);
        wheel.AddBy(begin, entry, begin + TimeSpan.FromSeconds(2).Ticks);
        Assert.That((entry.ToldBy, wheel.Count), Is.EqualTo((begin + TimeSpan.FromSeconds(1).Ticks, 1)));
        _time.Advance(TimeSpan.FromSeconds(1) + Slack);
        Assert.That((entry.Expired, entry.ToldBy), Is.EqualTo((1, long.MaxValue)));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(entry.Expired, Is.EqualTo(1));
    }

    [Test]
    public void Entries_that_are_not_needed_any_more_are_removed_when_the_wheel_reaches_them()
    {
        using DeadlineWheel wheel = new(_time);
        Entry needed = new();
        Entry idle = new() { Idle = true };
        Add(wheel, needed, TimeSpan.FromHours(1));
        Add(wheel, idle, TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(10.3), TimeSpan.FromMilliseconds(10));
        Assert.That((needed.Expired, idle.Expired, wheel.Count), Is.EqualTo((0, 1, 1)));
    }

    [Test]
    public void After_a_long_pause_everything_that_is_due_expires_and_nothing_else()
    {
        using DeadlineWheel wheel = new(_time);
        Entry[] entries = new Entry[3000];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new Entry();
            Add(wheel, entries[i], TimeSpan.FromMilliseconds(100 * (i + 1)));
        }

        _time.Jump(TimeSpan.FromSeconds(100));
        Assert.That(entries.Select(entry => entry.Expired).Take(990), Has.All.EqualTo(1));
        Assert.That(entries.Select(entry => entry.Expired).Skip(1000), Has.All.Zero);

        _time.Advance(TimeSpan.FromSeconds(201));
        Assert.That(entries.Select(entry => entry.Expired), Has.All.EqualTo(1));
        Assert.That(wheel.Count, Is.Zero);
    }

    [Test]
    public void A_pause_without_entries_has_no_effect()
    {
        using DeadlineWheel wheel = new(_time);
        _time.Jump(TimeSpan.FromDays(3));
        Entry entry = new();
        Add(wheel, entry, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(990));
        Assert.That(entry.Expired, Is.Zero);
        _time.Advance(Slack + TimeSpan.FromMilliseconds(10));
        Assert.That(entry.Expired, Is.EqualTo(1));
    }

    [Test]
    public void Entries_may_be_added_and_removed_while_others_expire()
    {
        using DeadlineWheel wheel = new(_time);
        Entry late = new();
        Entry removed = new();
        Entry teller = new();
        teller.WhenExpired = () =>
        {
            Add(wheel, late, TimeSpan.FromSeconds(1));
            _ = wheel.Remove(removed);
        };
        Add(wheel, teller, TimeSpan.FromSeconds(1));
        Add(wheel, removed, TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That((teller.Expired, removed.Expired, late.Expired), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public void Many_random_entries_expire_in_their_own_time()
    {
        using DeadlineWheel wheel = new(_time);
        Random random = new(1);
        List<(Entry Entry, long Due)> entries = [];
        long begin = _time.GetTimestamp();
        for (int i = 0; i < 50_000; i++)
        {
            Entry entry = new() { Clock = _time };
            TimeSpan timeout = TimeSpan.FromTicks(random.NextInt64(1, TimeSpan.FromSeconds(40).Ticks));
            entries.Add((entry, begin + timeout.Ticks));
            Add(wheel, entry, timeout);
        }

        HashSet<Entry> removed = [];
        for (int i = 0; i < entries.Count; i += 3)
        {
            Assert.That(wheel.Remove(entries[i].Entry), Is.True);
            removed.Add(entries[i].Entry);
        }

        _time.Advance(TimeSpan.FromSeconds(41), TimeSpan.FromMilliseconds(10));
        Assert.That(wheel.Count, Is.Zero);
        foreach ((Entry entry, long due) in entries)
        {
            if (removed.Contains(entry))
            {
                Assert.That(entry.ExpiredAt, Is.Zero);
            }
            else if (entry.ExpiredAt < due || entry.ExpiredAt > due + Slack.Ticks)
            {
                Assert.Fail($"Due at {due}, expired at {entry.ExpiredAt}.");
            }
        }
    }

    [Test]
    public void A_disposed_wheel_accepts_no_entries()
    {
        DeadlineWheel wheel = new(_time);
        Entry waiting = new();
        Add(wheel, waiting, TimeSpan.FromSeconds(1));
        wheel.Dispose();
        Entry late = new();
        Add(wheel, late, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That((waiting.Expired, late.Expired), Is.EqualTo((0, 0)));
        Assert.That(wheel.Remove(waiting), Is.True);
    }

    // Threads complete and reuse entries while the clock expires them: each use ends exactly once, and no expiry meets a later use.
    [Test]
    public async Task Expiry_or_completion_ends_each_use_once()
    {
        using DeadlineWheel wheel = new(_time);
        int uses = Storm.Size(100_000);
        using CancellationTokenSource stop = new();

        // On a separate thread that yields: the uses end on the thread pool.
        Task clock = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    _time.Jump(TimeSpan.FromMilliseconds(10));
                    _ = Thread.Yield();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        PendingRequestTable<ReceivedMessage> table = new("test", 64, wheel);
        (int Completed, int TimedOut)[] ends = new (int, int)[4];
        await Storm.EndAsync(Enumerable.Range(0, ends.Length).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < uses / ends.Length; i++)
            {
                PendingRequest<ReceivedMessage> pending = table.Begin(TimeSpan.FromMilliseconds(10));
                ValueTask<ReceivedMessage> result = pending.Task;
                ulong id = pending.RequestId;
                if (i % 16 != 0 && table.TryTake(id, out PendingRequest<ReceivedMessage>? taken))
                {
                    taken.Succeed(default);
                }

                try
                {
                    _ = await result;
                    ends[worker].Completed++;
                }
                catch (RequestTimeoutException)
                {
                    ends[worker].TimedOut++;
                }

                Assert.That(table.TryTake(id, out _), Is.False, "a use that ended was found again");
            }
        })));
        await stop.CancelAsync();
        await clock;

        Assert.That(ends.Sum(end => end.Completed + end.TimedOut), Is.EqualTo(uses / ends.Length * ends.Length));
        Assert.That(ends.Sum(end => end.TimedOut), Is.GreaterThanOrEqualTo(uses / 16));
        Assert.That(table.InFlight, Is.Zero);
        _time.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(10));
        Assert.That(wheel.Count, Is.Zero);
    }

    private static void Add(DeadlineWheel wheel, DeadlineWheel.Deadline deadline, TimeSpan timeout)
    {
        long now = wheel.TimeProvider.GetTimestamp();
        wheel.AddBy(now, deadline, now + (long)(timeout.TotalSeconds * wheel.TimeProvider.TimestampFrequency));
    }

    private sealed class Entry : DeadlineWheel.Deadline
    {
        public int Expired { get; private set; }

        public long ExpiredAt { get; private set; }

        public TimeProvider? Clock { get; init; }

        public Action? WhenExpired { get; set; }

        public bool Idle { get; init; }

        public override bool IsNeeded => !Idle;

        public override void OnExpired()
        {
            Expired++;
            ExpiredAt = Clock?.GetTimestamp() ?? 0;
            WhenExpired?.Invoke();
        }
    }
}
