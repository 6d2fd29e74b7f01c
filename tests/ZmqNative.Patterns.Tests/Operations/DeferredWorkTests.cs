namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>The work that a reading loop does on its own thread, and the work that goes to the thread pool.</summary>
public sealed class DeferredWorkTests : OperationTest
{
    private readonly QueueOwner _owner = new();
    private readonly DeferredWork _deferred = new();

    [Test]
    public async Task The_loop_does_the_first_work_itself_when_it_waits()
    {
        TaskCompletionSource<int> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ValueTask<int> first = _owner.Wait();
        ValueTask<int> second = _owner.Wait();
        int? ranOn = null;
        ServeDeferring();
        Assert.That((first.IsCompleted, second.IsCompleted), Is.EqualTo((false, true)), "only the first is deferred");
        Task awaiting = AwaitAsync();
        Assert.That(ranOn, Is.Null);

        TaskCompletionSource goneOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _deferred.Await(new ValueTask<int>(next.Task)).UnsafeOnCompleted(goneOn.SetResult);
        Assert.That(ranOn, Is.EqualTo(Environment.CurrentManagedThreadId));
        next.SetResult(1);
        await goneOn.Task.WaitAsync(Generous);
        await awaiting;
        Assert.That(await second, Is.EqualTo(2));

        async Task AwaitAsync()
        {
            _ = await first.ConfigureAwait(false);
            ranOn = Environment.CurrentManagedThreadId;
        }
    }

    [Test]
    public async Task The_work_of_a_loop_that_ends_goes_to_the_thread_pool()
    {
        ValueTask<int> first = _owner.Wait();
        ServeDeferring();
        Assert.That(first.IsCompleted, Is.False);
        _deferred.Release();
        Assert.That(await first.AsTask().WaitAsync(Generous), Is.EqualTo(1));
    }

    [Test]
    public async Task A_loop_that_always_finds_more_to_read_does_not_keep_its_work_for_ever()
    {
        ValueTask<int> first = _owner.Wait();
        ServeDeferring();
        for (int i = 0; i < 10; i++)
        {
            _ = await _deferred.Await(new ValueTask<int>(1));
        }

        Assert.That(await first.AsTask().WaitAsync(Generous), Is.EqualTo(1));
    }

    [Test]
    public async Task Work_of_other_threads_is_not_deferred()
    {
        ContinuationScheduler.BeginDeferring(_deferred);
        try
        {
            ValueTask<int> first = _owner.Wait();
            Thread other = new(() => _owner.Serve(first: 1));
            other.Start();
            other.Join();
            Assert.That(first.IsCompletedSuccessfully, Is.True);
            Assert.That(await first, Is.EqualTo(1));
        }
        finally
        {
            ContinuationScheduler.EndDeferring();
        }
    }

    private void ServeDeferring()
    {
        ContinuationScheduler.BeginDeferring(_deferred);
        try
        {
            _ = _owner.Serve(first: 1);
        }
        finally
        {
            ContinuationScheduler.EndDeferring();
        }
    }
}
