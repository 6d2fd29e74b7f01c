namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>The states of one operation, step by step, on one thread.</summary>
public sealed class PooledOperationTests : OperationTest
{
    private readonly QueueOwner _owner = new();

    [Test]
    public async Task Operations_get_their_results_in_the_order_of_their_beginning()
    {
        ValueTask<int> first = _owner.Wait();
        ValueTask<int> second = _owner.Wait();
        ValueTask<int> third = _owner.Wait();
        Assert.That((first.IsCompleted, second.IsCompleted, third.IsCompleted), Is.EqualTo((false, false, false)));
        Assert.That(_owner.Serve(first: 1), Is.EqualTo(3));
        Assert.That((await first, await second, await third), Is.EqualTo((1, 2, 3)));
    }

    [Test]
    public async Task A_result_that_is_set_first_needs_no_continuation()
    {
        ValueTask<int> task = _owner.Wait();
        _ = _owner.Serve(first: 7);
        Assert.That(task.IsCompletedSuccessfully, Is.True);
        Assert.That(await task, Is.EqualTo(7));
    }

    [Test]
    public void A_failure_is_thrown_once_and_the_resources_of_the_operation_are_freed()
    {
        QueuedOperation operation = QueuedOperation.Rent(_owner);
        ValueTask<int> task = operation.Task;
        int abandoned = operation.Abandoned;
        operation.Fail(new InvalidDataException("no"));
        Assert.That(operation.Abandoned, Is.EqualTo(abandoned + 1));
        Assert.That(async () => await task, Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo("no"));
    }

    [Test]
    public void Cancellation_ends_a_pending_operation_with_the_token()
    {
        using CancellationTokenSource source = new();
        ValueTask<int> task = _owner.Wait(source.Token);
        source.Cancel();
        Assert.That(task.IsCanceled, Is.True);
        Assert.That(
            async () => await task,
            Throws.InstanceOf<OperationCanceledException>()
                .With.Property(nameof(OperationCanceledException.CancellationToken)).EqualTo(source.Token));
        Assert.That(_owner.Count, Is.Zero);
    }

    [Test]
    public void A_token_that_is_cancelled_already_ends_the_operation_as_it_begins()
    {
        ValueTask<int> task = _owner.Wait(new CancellationToken(canceled: true));
        Assert.That(task.IsCanceled, Is.True);
        Assert.That(async () => await task, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_task_that_is_awaited_again_throws_and_leaves_the_next_use_alone()
    {
        ValueTask<int> first = _owner.Wait();
        _ = _owner.Serve(first: 1);
        _ = await first;
        ValueTask<int> second = _owner.Wait();
#pragma warning disable CA2012 // That is the subject.
        Assert.That(async () => await first, Throws.InvalidOperationException);
        Assert.That(() => first.IsCompleted, Throws.InvalidOperationException);
        _ = _owner.Serve(first: 2);
        Assert.That(async () => await first, Throws.InvalidOperationException);
#pragma warning restore CA2012
        Assert.That(await second, Is.EqualTo(2));
    }

    [Test]
    public async Task A_result_that_is_asked_for_too_early_throws_and_leaves_the_operation_pending()
    {
#pragma warning disable CA2012, VSTHRD002 // That is the subject.
        ValueTask<int> task = _owner.Wait();
        Assert.That(() => task.GetAwaiter().GetResult(), Throws.InvalidOperationException);
#pragma warning restore CA2012, VSTHRD002
        Assert.That(_owner.Count, Is.EqualTo(1));
        _ = _owner.Serve(first: 3);
        Assert.That(await task, Is.EqualTo(3));
    }

    [Test]
    public async Task An_operation_is_used_again_after_its_result_was_taken_and_not_before()
    {
        QueuedOperation operation = QueuedOperation.Rent(_owner);
        ValueTask<int> task = operation.Task;
        operation.Succeed(1);
        QueuedOperation other = QueuedOperation.Rent(_owner);
        Assert.That(other, Is.Not.SameAs(operation), "its result was not taken yet");
        _ = await task;
        QueuedOperation again = QueuedOperation.Rent(_owner);
        Assert.That(again, Is.SameAs(operation));
        again.Forget();
        other.Forget();
    }

    [Test]
    public void A_decided_operation_is_unregistered_from_its_token_though_its_result_is_not_awaited()
    {
        using CancellationTokenSource source = new();
        QueuedOperation operation = QueuedOperation.Rent(_owner, source.Token);
        int calls = operation.CancellationCalls;
        operation.Observe();
        operation.Succeed(1);
        source.Cancel();
        Assert.That(operation.CancellationCalls, Is.EqualTo(calls));
        Assert.That(operation.Task.IsCompletedSuccessfully, Is.True);
        PatternAccounting.WaiterReturned();
    }

    [Test]
    public void An_operation_that_was_decided_before_its_token_was_observed_is_not_registered_either()
    {
        using CancellationTokenSource source = new();
        QueuedOperation operation = QueuedOperation.Rent(_owner, source.Token);
        int calls = operation.CancellationCalls;
        operation.Succeed(1);
        operation.Observe();
        source.Cancel();
        Assert.That(operation.CancellationCalls, Is.EqualTo(calls));
        PatternAccounting.WaiterReturned();
    }

    [Test]
    public async Task The_next_use_has_no_token_result_or_failure_of_the_last_one()
    {
        using CancellationTokenSource source = new();
        ValueTask<int> failed = _owner.Wait(source.Token);
        await source.CancelAsync();
        Assert.That(async () => await failed, Throws.InstanceOf<OperationCanceledException>());

        QueuedOperation operation = QueuedOperation.Rent(_owner);
        Assert.That(operation.Result, Is.Zero);
        ValueTask<int> task = operation.Task;
        operation.Complete();
        Assert.That(await task, Is.Zero);
    }

    [Test]
    public async Task Continuations_do_not_run_on_the_completing_thread()
    {
        TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ValueTask<int> task = _owner.Wait();
        bool[] completing = [true];
        Task<bool> awaiting = AwaitAsync();

        // If the continuation ran in here, it would wait for a later line of this test.
        _ = _owner.Serve(first: 1);
        completing[0] = false;
        completed.SetResult();
        Assert.That(await awaiting.WaitAsync(Generous), Is.False);

        async Task<bool> AwaitAsync()
        {
            _ = await task.ConfigureAwait(false);
            await completed.Task.ConfigureAwait(false);
            return completing[0];
        }
    }

    [Test]
    public async Task Continuations_run_in_the_captured_synchronization_context()
    {
        CountingContext context = new();
        ValueTask<int> task = _owner.Wait();
        Task<SynchronizationContext?> awaiting = context.Run(async () =>
        {
            _ = await task;
            return SynchronizationContext.Current;
        });
        _ = _owner.Serve(first: 1);
        Assert.That(await awaiting.WaitAsync(Generous), Is.SameAs(context));
        Assert.That(context.Posts, Is.EqualTo(1));
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => _posts;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                SetSynchronizationContext(this);
                d(state);
            });
        }

        public Task<T> Run<T>(Func<Task<T>> action)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            try
            {
                return action();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
