namespace ZmqNative.Patterns.Tests;

/// <summary>Code that blocks on a reactor's thread while all threads of the thread pool block, too.</summary>
[NonParallelizable]
public sealed class FullPoolTests : PatternTest
{
    private const int Callers = 64;

    private readonly Lock _held = new();
    private int _entered;

    [Test]
    public async Task Callers_that_block_leave_other_sockets_alone_and_finish()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        using ManualResetEventSlim release = new();
        TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] callers;

        // This thread does not belong to the pool, and does not await while that is full.
        lock (_held)
        {
            using FullPool pool = new();
            try
            {
                callers = [.. Enumerable.Range(0, Callers).Select(BlockAsync)];
                for (int i = 0; i < Callers; i++)
                {
                    Assert.That(pair.Connected.TrySend("go on"u8), Is.True);
                }

                Assert.That(SpinWait.SpinUntil(() => pair.Bound.PendingReceives == 0, Generous), Is.True);
                for (int i = 0; i < 100; i++)
                {
                    Task<MultipartMessage> receive = other.Bound.ReceiveAsync().AsTask();
                    Assert.That(other.Connected.TrySend("served"u8), Is.True);
                    Wait(receive);
                }

                Assert.That(Reactor.TakeOvers, Is.Positive);
                Assert.That(callers.Count(static caller => caller.IsCompleted), Is.Zero);
            }
            finally
            {
                release.Set();
                released.SetResult();
            }
        }

        await Task.WhenAll(callers).WaitAsync(Generous);
        Assert.That(_entered, Is.EqualTo(Callers / 4));

        async Task BlockAsync(int caller)
        {
            (await pair.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
#pragma warning disable CA1849, VSTHRD002, VSTHRD103, MA0042 // It is to block.
            switch (caller % 4)
            {
                case 0:
                    Assert.That(release.Wait(Generous), Is.True);
                    break;
                case 1:
                    released.Task.GetAwaiter().GetResult();
                    break;
                case 2:
                    lock (_held)
                    {
                        _entered++;
                    }

                    break;
                default:
                    while (!release.IsSet)
                    {
                        _ = Thread.Yield();
                    }

                    break;
            }
#pragma warning restore CA1849, VSTHRD002, VSTHRD103, MA0042
        }
    }

    private static void Wait(Task<MultipartMessage> task)
    {
#pragma warning disable VSTHRD002, VSTHRD103 // It is to block.
        task.WaitAsync(Generous).GetAwaiter().GetResult().Dispose();
#pragma warning restore VSTHRD002, VSTHRD103
    }

    /// <summary>Blocks all threads of the thread pool, and those that it adds for some minutes, until it is disposed.</summary>
    private sealed class FullPool : IDisposable
    {
        private const int Items = 256;

        private readonly ManualResetEventSlim _release = new();
        private readonly CountdownEvent _left = new(Items);
        private int _inside;

        public FullPool()
        {
            ThreadPool.GetMinThreads(out int workers, out _);
            for (int i = 0; i < Items; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Block(), this, preferLocal: false);
            }

            Assert.That(
                SpinWait.SpinUntil(() => Volatile.Read(ref _inside) >= workers && ThreadPool.PendingWorkItemCount > 0, Generous), Is.True);
        }

        public void Dispose()
        {
            _release.Set();
            Assert.That(_left.Wait(Generous), Is.True);
            _release.Dispose();
            _left.Dispose();
        }

        private void Block()
        {
            Interlocked.Increment(ref _inside);
            _ = _release.Wait(Generous);
            _ = _left.Signal();
        }
    }
}
