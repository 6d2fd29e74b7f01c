namespace ZmqNative.Patterns.Tests;

/// <summary>
/// Code that awaits in a synchronization context or on a task scheduler of its own, which is user code: it may throw, block, or run the
/// continuation at once.
/// </summary>
public sealed class CapturedContextTests : PatternTest
{
    [Test]
    public async Task A_context_that_blocks_leaves_other_sockets_alone([Values] ContinuationThread continuations)
    {
        await using SocketPair pair = Create(continuations);
        using SemaphoreSlim release = new(0);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PostingContext context = new(callback =>
        {
            entered.SetResult();
            Block(release);
            callback();
        });
        Task received = ReceiveWithin(context, pair.Bound);
        await pair.Connected.SendAsync(new byte[1]);
        await entered.Task.WaitAsync(Generous);
        await AssertOthersAreServedAsync();

        release.Release();
        await received.WaitAsync(Generous);
    }

    [Test]
    public async Task A_context_that_runs_the_code_at_once_leaves_other_sockets_alone([Values] ContinuationThread continuations)
    {
        await using SocketPair pair = Create(continuations);
        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        PostingContext context = new(static callback => callback());
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task waited = Within(context, async () =>
        {
            (await pair.Bound.ReceiveAsync()).Dispose();
            Task<MultipartMessage> receive = other.Bound.ReceiveAsync().AsTask();
            entered.SetResult();
            Wait(receive);
        });
        await pair.Connected.SendAsync(new byte[1]);
        await entered.Task.WaitAsync(Generous);
        await other.Connected.SendAsync(new byte[1]);
        await waited.WaitAsync(Generous);
    }

    [Test]
    public async Task A_context_that_throws_leaves_other_sockets_alone([Values] ContinuationThread continuations)
    {
        await using SocketPair pair = Create(continuations);
        Action? kept = null;
        PostingContext context = new(callback =>
        {
            kept = callback;
            throw new RefusedPostException();
        });
        Task received = ReceiveWithin(context, pair.Bound);
        Task thrown = RefusedPostException.ExpectAsync();
        await pair.Connected.SendAsync(new byte[1]);
        await thrown.WaitAsync(Generous);
        await AssertOthersAreServedAsync();
        kept!();
        await received.WaitAsync(Generous);
    }

    [Test]
    public async Task Of_two_receives_that_another_caller_serves_the_second_completes_though_the_context_of_the_first_throws()
    {
        await using SocketPair pair = Create(ContinuationThread.ThreadPool);
        Action? kept = null;
        PostingContext context = new(callback =>
        {
            kept = callback;
            throw new RefusedPostException();
        });
        Task first = ReceiveWithin(context, pair.Bound);
        Task<MultipartMessage> second = pair.Bound.ReceiveAsync().AsTask();
        Task thrown = RefusedPostException.ExpectAsync();

        // At the end of the exclusive use this thread serves both; the reactor does not wait for that.
        pair.Bound.Configure(socket =>
        {
            Assert.That(pair.Connected.TrySend("1"u8) && pair.Connected.TrySend("2"u8), Is.True);
            Assert.That(SpinWait.SpinUntil(() => (socket.Events & PollEvents.In) != 0, Generous), Is.True);
        });
        (await second.WaitAsync(Generous)).Dispose();
        await thrown.WaitAsync(Generous);
        kept!();
        await first.WaitAsync(Generous);
    }

    [Test]
    public async Task A_synchronization_context_gets_its_continuations([Values] ContinuationThread continuations)
    {
        await using SocketPair pair = Create(continuations);
        using SingleThread ui = new();
        for (int i = 0; i < 100; i++)
        {
            Task<int> receive = ui.RunAsync(async () =>
            {
                (await pair.Bound.ReceiveAsync()).Dispose();
                return Environment.CurrentManagedThreadId;
            });
            await pair.Connected.SendAsync(new byte[1]);
            Assert.That(await receive.WaitAsync(Generous), Is.EqualTo(ui.Id));
        }
    }

    [Test]
    public async Task A_task_scheduler_gets_its_continuations([Values] ContinuationThread continuations)
    {
        await using SocketPair pair = Create(continuations);
        TaskScheduler exclusive = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        for (int i = 0; i < 100; i++)
        {
            Task<TaskScheduler> receive = Task.Factory.StartNew(
                async () =>
                {
                    (await pair.Bound.ReceiveAsync()).Dispose();
                    return TaskScheduler.Current;
                },
                CancellationToken.None,
                TaskCreationOptions.None,
                exclusive).Unwrap();
            await pair.Connected.SendAsync(new byte[1]);
            Assert.That(await receive.WaitAsync(Generous), Is.SameAs(exclusive));
        }
    }

    private SocketPair Create(ContinuationThread continuations) =>
        SocketPair.Create(Context, Reactor, Inproc(), options: new AsyncSocketOptions { Continuations = continuations });

    private async Task AssertOthersAreServedAsync()
    {
        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 100; i++)
        {
            Task<MultipartMessage> receive = other.Bound.ReceiveAsync().AsTask();
            await other.Connected.SendAsync(new byte[1]);
            (await receive.WaitAsync(Generous)).Dispose();
        }
    }

    private static Task ReceiveWithin(SynchronizationContext context, AsyncSocket socket) =>
        Within(context, async () => (await socket.ReceiveAsync()).Dispose());

    // Up to its first await that waits.
    private static Task Within(SynchronizationContext context, Func<Task> work)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static void Block(SemaphoreSlim release)
    {
#pragma warning disable CA1849, VSTHRD103, MA0042 // It is to block.
        Assert.That(release.Wait(Generous), Is.True);
#pragma warning restore CA1849, VSTHRD103, MA0042
    }

    private static void Wait(Task<MultipartMessage> task)
    {
#pragma warning disable VSTHRD002, VSTHRD103 // It is to block.
        task.WaitAsync(Generous).GetAwaiter().GetResult().Dispose();
#pragma warning restore VSTHRD002, VSTHRD103
    }

    private sealed class PostingContext(Action<Action> post) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => post(() => d(state));
    }
}
