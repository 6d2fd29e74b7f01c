namespace ZmqNative.Patterns.Tests;

public sealed class ConfigureTests : PatternTest
{
    [Test]
    public async Task An_action_that_calls_back_gets_an_exception_and_the_socket_still_works()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Action[] uses =
        [
            () => pair.Bound.TrySend([1]),
            () => pair.Bound.TryReceive(out _),
            () => _ = pair.Bound.LastEndpoint,
            () => _ = pair.Bound.PendingReceives,
            () => pair.Bound.Configure(static _ => { }),
            () => pair.Bound.Bind(Inproc()),
            () => _ = pair.Bound.ReceiveAsync().AsTask(),
            () => _ = pair.Bound.DisposeAsync().AsTask(),
        ];
        foreach (Action use in uses)
        {
            Assert.That(
                () => pair.Bound.Configure(_ => use()),
                Throws.InstanceOf<LockRecursionException>().With.Message.Contains("Configure action"));
        }

        Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
        await pair.Connected.SendAsync(Storm.Bytes(0, 1));
        Assert.That(Storm.Take(await receive.WaitAsync(Generous)).Number, Is.EqualTo(1));
    }

    [Test]
    public async Task An_action_that_blocks_stops_neither_other_sockets_of_the_reactor_nor_deadlines()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
        using ManualResetEventSlim leave = new();
        Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
        TaskCompletionSource inside = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task configuring = Task.Factory.StartNew(
            () => pair.Bound.Configure(_ =>
            {
                inside.SetResult();
                leave.Wait();
            }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await inside.Task.WaitAsync(Generous);

        // Repeatedly signals the descriptor of the socket in use, which the reactor must skip.
        for (int i = 0; i < 100; i++)
        {
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            Task<MultipartMessage> elsewhere = other.Bound.ReceiveAsync().AsTask();
            await other.Connected.SendAsync(Storm.Bytes(1, i));
            Assert.That(Storm.Take(await elsewhere.WaitAsync(Generous)).Number, Is.EqualTo(i));
        }

        Assert.That(receive.IsCompleted, Is.False);
        leave.Set();
        await configuring.WaitAsync(Generous);
        Assert.That(Storm.Take(await receive.WaitAsync(Generous)).Number, Is.EqualTo(0));
        for (int i = 1; i < 100; i++)
        {
            using MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
            Assert.That(Storm.Read(message[0].Span).Number, Is.EqualTo(i));
        }

        // It is polled again, only by its descriptor.
        Task<MultipartMessage> last = pair.Bound.ReceiveAsync().AsTask();
        await pair.Connected.SendAsync(Storm.Bytes(0, 100));
        Assert.That(Storm.Take(await last.WaitAsync(Generous)).Number, Is.EqualTo(100));
    }

    [Test]
    public async Task Operations_on_all_threads_wait_while_an_action_runs_and_none_is_lost()
    {
        const int Count = 2000;
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 10);
        using CancellationTokenSource done = new();
        int inside = 0;
        bool mixed = false;
        Task configuring = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    pair.Bound.Configure(socket =>
                    {
                        mixed |= Interlocked.Increment(ref inside) != 1;
                        _ = Thread.Yield();
                        _ = socket.Events;
                        mixed |= Interlocked.Decrement(ref inside) != 0;
                    });
                }
            });
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                await pair.Connected.SendAsync(Storm.Bytes(0, i));
            }
        });
        for (int i = 0; i < Count; i++)
        {
            Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Number, Is.EqualTo(i));
        }

        await sending.WaitAsync(Generous);
        await done.CancelAsync();
        await configuring.WaitAsync(Generous);
        Assert.That(mixed, Is.False);
    }

    [Test]
    public async Task The_release_callback_of_a_send_that_is_cancelled_may_use_the_socket()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        SocketPair.Fill(pair.Connected);
        using CancellationTokenSource cancellation = new();
        int? pending = null;
        Task send = pair.Connected.SendAsync(
            Frame.Wrap(new byte[100], _ => pending = pair.Connected.PendingSends), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pending, Is.Zero);
    }
}
