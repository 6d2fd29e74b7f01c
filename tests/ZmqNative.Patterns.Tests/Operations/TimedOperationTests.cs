using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>Uses, their numbers and their deadlines, under a clock that the test advances.</summary>
public sealed class TimedOperationTests : OperationTest
{
    // A deadline is never early, and late by two slots of 10 ms at most.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(30);

    private readonly ManualTime _time = new();
    private readonly DeadlineWheel _wheel;

    public TimedOperationTests() => _wheel = new DeadlineWheel(_time);

    [SetUp]
    public void LetTheWheelStop() => _time.Advance(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10));

    [Test]
    public async Task The_first_outcome_of_a_use_counts_and_later_ones_are_refused()
    {
        TestRequest request = Rent(seconds: 1);
        ValueTask<int> task = request.Task;
        uint use = request.Use;
        Assert.That(request.IsPending(use), Is.True);
        Assert.That(request.TrySucceed(5, use), Is.True);
        Assert.That(request.IsPending(use), Is.False);
        Assert.That((request.TrySucceed(6, use), request.TryFail(new TimeoutException(), use)), Is.EqualTo((false, false)));
        Assert.That(await task, Is.EqualTo(5));
        Assert.That(request.TrySucceed(7, use), Is.False);
    }

    [Test]
    public async Task A_late_outcome_never_reaches_the_next_use()
    {
        TestRequest request = Rent(seconds: 1);
        ValueTask<int> first = request.Task;
        uint old = request.Use;
        _ = request.TrySucceed(1, old);
        _ = await first;
        TestRequest again = Rent(seconds: 1);
        Assert.That(again, Is.SameAs(request));
        ValueTask<int> second = again.Task;
        Assert.That((request.TrySucceed(2, old), request.TrySucceed(2, old + 1)), Is.EqualTo((false, false)));
        Assert.That(second.IsCompleted, Is.False);
        Assert.That(request.TrySucceed(3, again.Use), Is.True);
        Assert.That(await second, Is.EqualTo(3));
    }

    [TestCase(1)]
    [TestCase(995)]
    [TestCase(10_240)]
    [TestCase(123_456)]
    public void A_use_ends_after_its_time_and_never_early(int milliseconds)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        ValueTask<int> task = TestRequest.Rent(_wheel, timeout).Task;
        _time.Advance(timeout - TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(10));
        Assert.That(task.IsCompleted, Is.False);
        _time.Advance(Slack);
        Assert.That(task.IsFaulted, Is.True);
        Assert.That(async () => await task, Throws.InstanceOf<TimeoutException>());
    }

    // In each case the entry is on the wheel as an earlier use has left it.
    [TestCase(3_600_000, 50)]
    [TestCase(5_000, 50)]
    [TestCase(50, 5_000)]
    [TestCase(50, 50)]
    [TestCase(50, 3_600_000)]
    public async Task A_use_has_its_own_time_whatever_that_of_the_last_one(int last, int milliseconds)
    {
        await EndAtOnceAsync(TestRequest.Rent(_wheel, TimeSpan.FromMilliseconds(last)));
        ValueTask<int> task = TestRequest.Rent(_wheel, TimeSpan.FromMilliseconds(milliseconds)).Task;
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds) - TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(10));
        Assert.That(task.IsCompleted, Is.False, "early");
        _time.Advance(Slack);
        Assert.That(task.IsFaulted, Is.True, "late");
        Assert.That(async () => await task, Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public async Task The_entry_of_a_use_that_ended_leaves_the_wheel_within_a_round_however_long_its_time()
    {
        await EndAtOnceAsync(Rent(seconds: 24 * 3600));
        Assert.That(_wheel.Count, Is.EqualTo(1), "it would serve the next use");
        _time.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(10));
        Assert.That((_wheel.Count, _time.ActiveTimers), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_use_that_begins_after_its_entry_was_removed_expires_too()
    {
        await EndAtOnceAsync(Rent(seconds: 3600));
        _time.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(10));
        ValueTask<int> task = Rent(seconds: 1).Task;
        _time.Advance(TimeSpan.FromSeconds(1) + Slack);
        Assert.That(async () => await task, Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public void A_pending_use_stays_on_the_wheel_round_after_round()
    {
        ValueTask<int> task = Rent(seconds: 100).Task;
        _time.Advance(TimeSpan.FromSeconds(99), TimeSpan.FromMilliseconds(10));
        Assert.That((task.IsCompleted, _wheel.Count), Is.EqualTo((false, 1)));
        _time.Advance(TimeSpan.FromSeconds(1) + Slack);
        Assert.That(async () => await task, Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public void The_wheel_does_not_keep_ended_operations_alive()
    {
        WeakReference ended = EndUnclaimed(_wheel);
#pragma warning disable RS0030 // Only a collection shows what is still held.
        GC.Collect();
#pragma warning restore RS0030
        Assert.That((ended.IsAlive, _wheel.Count), Is.EqualTo((false, 1)));
        PatternAccounting.WaiterReturned();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference EndUnclaimed(DeadlineWheel wheel)
        {
            // Not from the pool, which would keep it alive.
            TestRequest request = new();
            PatternAccounting.WaiterRented();
            request.Begin(wheel, TimeSpan.FromHours(1));
            Assert.That(request.TrySucceed(1, request.Use), Is.True);
            return new WeakReference(request);
        }
    }

    [Test]
    public async Task An_operation_can_be_used_on_another_wheel()
    {
        ManualTime otherTime = new();
        using DeadlineWheel other = new(otherTime);
        TestRequest request = Rent(seconds: 1);
        await EndAtOnceAsync(request);
        TestRequest again = TestRequest.Rent(other, TimeSpan.FromSeconds(1));
        Assert.That(again, Is.SameAs(request));
        ValueTask<int> task = again.Task;
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(task.IsCompleted, Is.False, "the clock of the last use");
        otherTime.Advance(TimeSpan.FromSeconds(1) + Slack);
        Assert.That(async () => await task, Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public void Cancellation_and_time_out_end_one_use_once()
    {
        using CancellationTokenSource source = new();
        TestRequest request = TestRequest.Rent(_wheel, TimeSpan.FromSeconds(1), source.Token);
        request.Observe();
        ValueTask<int> task = request.Task;
        source.Cancel();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(async () => await task, Throws.InstanceOf<OperationCanceledException>());
    }

    private TestRequest Rent(int seconds) => TestRequest.Rent(_wheel, TimeSpan.FromSeconds(seconds));

    private static async Task EndAtOnceAsync(TestRequest request)
    {
        ValueTask<int> task = request.Task;
        Assert.That(request.TrySucceed(0, request.Use), Is.True);
        _ = await task;
    }
}
