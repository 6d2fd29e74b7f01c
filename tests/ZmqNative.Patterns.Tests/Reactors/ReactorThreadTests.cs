namespace ZmqNative.Patterns.Tests;

/// <summary>User code on the thread of a reactor: whatever it does, the other sockets are served on.</summary>
public sealed class ReactorThreadTests : PatternTest
{
    private static readonly AsyncLocal<string?> Flowing = new();

    [Test]
    public async Task Callers_that_block_leave_other_sockets_and_deadlines_alone()
    {
        const int Callers = 64;
        ThreadPool.GetMinThreads(out int workers, out int ports);
        Assert.That(ThreadPool.SetMinThreads(workers + Callers, ports), Is.True);
        await using ReplyServer server = new(Tcp, Echo, Served());
        await using RequestClient client = new(server.LastEndpoint, Asking());
        await using ReplyServer silent = new(Tcp, Never, Served());
        await using RequestClient waiting = new(silent.LastEndpoint, Asking());
        using SemaphoreSlim release = new(0);
        using CountdownEvent inside = new(Callers);
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(_ => BlockAsync())];
        await EventuallyAsync(() => inside.CurrentCount < Callers);

        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 100; i++)
        {
            await other.Connected.SendAsync(Storm.Bytes(1, i));
            Assert.That(Storm.Take(await other.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Number, Is.EqualTo(i));
        }

        await EventuallyAsync(() => Reactor.TakeOvers > 0);
        Assert.That(
            async () => await waiting.RequestAsync("x", TimeSpan.FromMilliseconds(50)).AsTask().WaitAsync(Generous),
            Throws.InstanceOf<RequestTimeoutException>());

        // The items behind one that blocks go to the pool: each of them blocks there, and none waits for another.
        release.Release(Callers);
        await Task.WhenAll(callers).WaitAsync(Generous);
        Assert.That(await client.RequestAsync("again").AsTask().WaitAsync(Generous), Is.EqualTo("again"));
        Assert.That(ThreadPool.SetMinThreads(workers, ports), Is.True);

        async Task BlockAsync()
        {
            (await client.RequestAsync((Payload)"x").ConfigureAwait(false)).Dispose();
            inside.Signal();
            Block(release);
        }
    }

    [Test]
    public async Task A_handler_may_block_on_a_request_to_its_own_server()
    {
        RequestClient? client = null;
        await using ReplyServer server = new(
            Tcp,
            (request, cancellationToken) =>
            {
                string text = request.Text;
#pragma warning disable VSTHRD002, VSTHRD103, ZMQ001 // That is the subject.
                return new ValueTask<Payload>(
                    text.Length == 0
                        ? "end"
                        : "." + client!.RequestAsync(text[1..], null, cancellationToken).AsTask().GetAwaiter().GetResult());
#pragma warning restore VSTHRD002, VSTHRD103, ZMQ001
            },
            Served() with { MaxConcurrency = 4 });
        await using (client = new RequestClient(server.LastEndpoint, Asking()))
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.That(await client.RequestAsync("abc").AsTask().WaitAsync(Generous), Is.EqualTo("...end"));
            }
        }

        Assert.That(Reactor.TakeOvers, Is.Positive);
    }

    [Test]
    public async Task Threads_that_stand_by_are_bounded_and_beyond_the_bound_work_goes_to_the_pool()
    {
        const int Blocked = RunQueue.MaxThreads + 4;
        using SemaphoreSlim release = new(0);
        List<SocketPair> pairs = [];
        List<Task> blocking = [];
        int onReactor = 0;
        for (int i = 0; i < Blocked; i++)
        {
            SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
            pairs.Add(pair);
            TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            blocking.Add(BlockAsync(pair, entered));
            await pair.Connected.SendAsync(new byte[1]);
            await entered.Task.WaitAsync(Generous);
        }

        // Not the take-overs: a thread that was late and has come back may be taken over again.
        Assert.That(Volatile.Read(ref onReactor), Is.Positive.And.LessThan(RunQueue.MaxThreads));
        await using (SocketPair other = SocketPair.Create(Context, Reactor, Inproc()))
        {
            Task<MultipartMessage> receive = other.Bound.ReceiveAsync().AsTask();
            await other.Connected.SendAsync("served"u8.ToArray());
            using MultipartMessage message = await receive.WaitAsync(Generous);
            Assert.That(message.ToString(), Is.EqualTo("served"));
        }

        release.Release(Blocked);
        await Task.WhenAll(blocking).WaitAsync(Generous);
        foreach (SocketPair pair in pairs)
        {
            await pair.DisposeAsync();
        }

        async Task BlockAsync(SocketPair pair, TaskCompletionSource entered)
        {
            (await pair.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
            _ = ReactorThread.Current is null ? 0 : Interlocked.Increment(ref onReactor);
            entered.SetResult();
            Block(release);
        }
    }

    [Test]
    public async Task The_order_of_a_caller_is_kept_when_another_thread_takes_over()
    {
        const int Messages = 5_000;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using CancellationTokenSource limit = new(Generous);
        while (Reactor.TakeOvers == 0)
        {
            // On a busy machine the reader may always find messages, and stay on the pool.
            limit.Token.ThrowIfCancellationRequested();
            Task reading = ReadAsync();
            for (int i = 0; i < Messages; i++)
            {
                await pair.Connected.SendAsync(Storm.Bytes(0, i));
            }

            await reading.WaitAsync(Generous);
        }

        async Task ReadAsync()
        {
            long before = 0;
            for (int i = 0; i < Messages; i++)
            {
                Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().ConfigureAwait(false)).Number, Is.EqualTo(i));

                // Not twice in one item: that has ended before so many messages more.
                before = i % 1_000 == 0 ? Reactor.TakeOvers : before;
                if (i % 1_000 == 500)
                {
                    BlockUntilTakeOver(before);
                }
            }
        }
    }

    [Test]
    public async Task The_sends_of_a_caller_stay_in_order_when_another_thread_takes_over()
    {
        const int Messages = 2_000;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 16);
        Task sending = SendAllAsync();
        await pair.Bound.SendAsync(new byte[1]);
        for (int i = 0; i < Messages; i++)
        {
            Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Number, Is.EqualTo(i));
        }

        await sending.WaitAsync(Generous);
        Assert.That(Reactor.TakeOvers, Is.Positive);

        async Task SendAllAsync()
        {
            (await pair.Connected.ReceiveAsync().ConfigureAwait(false)).Dispose();
            for (int i = 0; i < Messages; i++)
            {
                if (i == 10)
                {
                    // The first ten were sent without waiting, in the same item.
                    BlockUntilTakeOver(0);
                }

                await pair.Connected.SendAsync(Storm.Bytes(0, i)).ConfigureAwait(false);
            }
        }
    }

    [Test]
    public async Task Nothing_that_flows_with_an_item_stays_on_the_thread()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 200; i++)
        {
            TaskCompletionSource<string?> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource set = new(TaskCreationOptions.RunContinuationsAsynchronously);

            // Continuations without an execution context of their own.
#pragma warning disable CA2012, VSTHRD002 // It has completed when it is asked for.
            System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<MultipartMessage>.ConfiguredValueTaskAwaiter first =
                pair.Bound.ReceiveAsync().ConfigureAwait(false).GetAwaiter();
            first.UnsafeOnCompleted(() =>
            {
                first.GetResult().Dispose();
                Flowing.Value = "left behind";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                set.SetResult();
            });
            await pair.Connected.SendAsync(new byte[1]);
            await set.Task.WaitAsync(Generous);
            System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<MultipartMessage>.ConfiguredValueTaskAwaiter second =
                pair.Bound.ReceiveAsync().ConfigureAwait(false).GetAwaiter();
            second.UnsafeOnCompleted(() =>
            {
                second.GetResult().Dispose();
                seen.SetResult(Flowing.Value ?? SynchronizationContext.Current?.ToString());
            });
#pragma warning restore CA2012, VSTHRD002
            await pair.Connected.SendAsync(new byte[1]);
            Assert.That(await seen.Task.WaitAsync(Generous), Is.Null);
        }
    }

    [Test]
    public async Task A_pattern_may_be_disposed_by_code_that_blocks_the_thread()
    {
        for (int i = 0; i < 20; i++)
        {
            await using ReplyServer server = new(Tcp, Echo, Served());
            RequestClient client = new(server.LastEndpoint, Asking());
            Task disposed = DisposeInsideAsync(client);
            await disposed.WaitAsync(Generous);
        }

        Assert.That(Reactor.TakeOvers, Is.Positive);

        static async Task DisposeInsideAsync(RequestClient client)
        {
            (await client.RequestAsync((Payload)"x").ConfigureAwait(false)).Dispose();
#pragma warning disable CA1849, VSTHRD002, VSTHRD103, MA0042 // That is the subject.
            client.DisposeAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore CA1849, VSTHRD002, VSTHRD103, MA0042
        }
    }

    [Test]
    public async Task A_reactor_may_be_disposed_by_code_that_blocks_its_thread()
    {
        Reactor reactor = new();
        SocketPair pair = SocketPair.Create(Context, reactor, Inproc());
        Task disposed = DisposeInsideAsync();
        await pair.Connected.SendAsync(new byte[1]);
        await disposed.WaitAsync(Generous);
        Assert.That(reactor.TakeOvers, Is.Positive);
        await pair.DisposeAsync();

        async Task DisposeInsideAsync()
        {
            (await pair.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
#pragma warning disable CA1849, VSTHRD002, VSTHRD103, MA0042 // That is the subject.
            reactor.DisposeAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore CA1849, VSTHRD002, VSTHRD103, MA0042
        }
    }

    [Test]
    public async Task A_loop_that_always_finds_messages_leaves_the_thread_to_others([Values] bool into)
    {
        await using SocketPair busy = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 100_000);
        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        using CancellationTokenSource done = new();
        using CancellationTokenSource read = new();
        Task reading = ReadAsync();
        Task sending = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await busy.Connected.SendAsync(new byte[1]);
            }
        });
        for (int i = 0; i < 200; i++)
        {
            Task<MultipartMessage> receive = other.Bound.ReceiveAsync().AsTask();
            await other.Connected.SendAsync(new byte[1]);
            (await receive.WaitAsync(Generous)).Dispose();
        }

        await done.CancelAsync();
        await sending.WaitAsync(Generous);
        await read.CancelAsync();
        Assert.That(async () => await reading.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());

        async Task ReadAsync()
        {
            using MultipartMessage message = MultipartMessage.Create();
            while (true)
            {
                if (into)
                {
                    await busy.Bound.ReceiveIntoAsync(message, read.Token).ConfigureAwait(false);
                }
                else
                {
                    (await busy.Bound.ReceiveAsync(read.Token).ConfigureAwait(false)).Dispose();
                }
            }
        }
    }

    private const string Tcp = "@tcp://127.0.0.1:*";

    private static ValueTask<Payload> Echo(ReceivedMessage request, CancellationToken cancellationToken) => new(request.Memory);

    private static async ValueTask<Payload> Never(ReceivedMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return default;
    }

    private ReplyServerOptions Served() => new() { Context = Context, Reactor = Reactor, DrainTimeout = TimeSpan.Zero };

    private RequestClientOptions Asking() => new() { Context = Context, Reactor = Reactor, RequestTimeout = Generous };

    // On a reactor's thread, until one has been taken over since the count was read, which was before the item: on a busy machine that may have happened before this, and does not happen to one thread twice.
    private void BlockUntilTakeOver(long before)
    {
        if (ReactorThread.Current is not null)
        {
            Assert.That(SpinWait.SpinUntil(() => Reactor.TakeOvers > before, Generous), Is.True);
        }
    }

    private static void Block(SemaphoreSlim release)
    {
#pragma warning disable CA1849, VSTHRD103, MA0042 // It is to block.
        Assert.That(release.Wait(Generous), Is.True);
#pragma warning restore CA1849, VSTHRD103, MA0042
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(Generous);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
