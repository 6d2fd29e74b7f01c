namespace ZmqNative.Patterns.Tests.Operations;

public sealed class CountWaitersTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly CountWaiters _waiters;
    private int _count;

    public CountWaitersTests() => _waiters = new CountWaiters(_gate);

    [SetUp]
    public void StartAtZero() => _count = 0;

    [Test]
    public async Task Waits_whose_number_is_reached_are_released_and_no_others()
    {
        Task one = Wait(1);
        Task two = Wait(2);
        Assert.That(Wait(0).IsCompletedSuccessfully, Is.True);
        Set(1);
        await one.WaitAsync(Generous);
        Assert.That(two.IsCompleted, Is.False);
        Set(0);
        Assert.That(two.IsCompleted, Is.False);
        Set(3);
        await two.WaitAsync(Generous);
    }

    [Test]
    public void A_cancelled_wait_does_not_affect_others()
    {
        using CancellationTokenSource source = new();
        Task cancelled = Wait(1, source.Token);
        Task other = Wait(1);
        source.Cancel();
        Assert.That(async () => await cancelled.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Wait(1, source.Token).IsCanceled, Is.True, "cancelled before it began");
        Set(1);
        Assert.That(async () => await other.WaitAsync(Generous), Throws.Nothing);
    }

    [Test]
    public void The_end_fails_pending_and_later_waits()
    {
        CountWaiters waiters = new(_gate);
        Task waiting;
        lock (_gate)
        {
            waiting = waiters.WaitInsideLockAsync(1, 0, CancellationToken.None);
            waiters.EndInsideLock("owner");
        }

        Assert.That(async () => await waiting.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => waiters.WaitInsideLockAsync(1, 5, CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Waits_that_are_released_and_cancelled_at_once_have_one_outcome()
    {
        Canceller canceller = new();
        for (int i = 0; i < Storm.Size(5_000); i++)
        {
            Set(0);
            using CancellationTokenSource source = new();
            Task wait = Wait(1, source.Token);
            bool toBeCancelled = canceller.MayCancel(source);
            Set(1);
            try
            {
                await wait.WaitAsync(Generous);
            }
            catch (OperationCanceledException)
            {
                Assert.That(toBeCancelled, Is.True);
            }
        }

        await canceller.DisposeAsync();
    }

    private Task Wait(int number, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return _waiters.WaitInsideLockAsync(number, _count, cancellationToken);
        }
    }

    private void Set(int count)
    {
        lock (_gate)
        {
            _count = count;
            _waiters.ReleaseInsideLock(count);
        }
    }
}
