namespace ZmqNative.Patterns.Tests;

public sealed class DisposalTests : PatternTest
{
    [Test]
    public async Task Pending_receives_fail_when_the_socket_is_disposed()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pull);
        Task[] receives =
        [
            socket.ReceiveAsync().AsTask(), socket.ReceiveBatchAsync(new MultipartMessage[2]).AsTask(), socket.ReceiveAsync().AsTask(),
        ];
        await socket.DisposeAsync().AsTask().WaitAsync(Generous);
        foreach (Task receive in receives)
        {
            Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task Every_operation_on_a_disposed_socket_throws()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pair);
        await socket.DisposeAsync();
        await socket.DisposeAsync();
        MultipartMessage message = MultipartMessage.Create("x");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(async () => await socket.ReceiveAsync(), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(
                async () => await socket.ReceiveBatchAsync(new MultipartMessage[1]), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await socket.SendAsync(new byte[1]), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await socket.SendAsync(message), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => socket.TryReceive(out _), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => socket.TrySend("x"u8), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => socket.Bind("inproc://never"), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => socket.LastEndpoint, Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => socket.Monitor(), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(socket.PendingReceives + socket.PendingSends, Is.Zero);
        }
    }

    [Test]
    public async Task Queued_sends_are_sent_while_the_socket_drains()
    {
        AsyncSocketOptions options = new() { DrainTimeout = Generous };
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1, options: options);
        pair.Connected.Configure(socket => socket.Linger = Generous);
        int accepted = SocketPair.Fill(pair.Connected);
        Task[] sends = [.. Enumerable.Range(accepted, 50).Select(i => pair.Connected.SendAsync(Storm.Bytes(0, i)).AsTask())];

        Task disposal = pair.Connected.DisposeAsync().AsTask();
        Assert.That(() => pair.Connected.TrySend("x"u8), Throws.InstanceOf<ObjectDisposedException>(), "no new operations");
        Assert.That(disposal.IsCompleted, Is.False);
        for (int i = 0; i < accepted + 50; i++)
        {
            Assert.That(Storm.Take(await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Number, Is.EqualTo(i));
        }

        await Task.WhenAll(sends).WaitAsync(Generous);
        await disposal.WaitAsync(Generous);
        Assert.That(pair.Connected.LostSends, Is.Zero);
    }

    [Test]
    public async Task Sends_that_are_queued_at_the_end_of_the_drain_time_fail_and_are_counted()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        AsyncSocketOptions options = new() { DrainTimeout = 2 * Generous };
        await using SocketPair pair = SocketPair.Create(Context, reactor, Inproc(), highWatermark: 1, options: options);
        SocketPair.Fill(pair.Connected);
        Task[] sends = [.. Enumerable.Range(0, 7).Select(i => pair.Connected.SendAsync(["a", "b"]).AsTask())];

        Task disposal = pair.Connected.DisposeAsync().AsTask();
        while (!disposal.IsCompleted)
        {
            // The drain may not have begun yet: the clock is advanced until it has ended.
            time.Jump(options.DrainTimeout);
            await Task.Yield();
        }

        await disposal;
        foreach (Task send in sends)
        {
            Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }

        Assert.That(pair.Connected.LostSends, Is.EqualTo(7));
    }

    [Test]
    public async Task Cancelling_the_last_queued_send_ends_the_drain()
    {
        AsyncSocketOptions options = new() { DrainTimeout = TimeSpan.FromDays(1) };
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1, options: options);
        SocketPair.Fill(pair.Connected);
        using CancellationTokenSource source = new();
        Task send = pair.Connected.SendAsync(new byte[1], source.Token).AsTask();
        Task disposal = pair.Connected.DisposeAsync().AsTask();
        await source.CancelAsync();

        await disposal.WaitAsync(Generous);
        Assert.That(async () => await send.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pair.Connected.LostSends, Is.Zero);
    }

    [Test]
    public async Task Disposing_needs_no_synchronization_context()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pair);
        SynchronizationContext? before = SynchronizationContext.Current;
        Task disposal;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new StalledSynchronizationContext());
            disposal = socket.DisposeAsync().AsTask();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        await disposal.WaitAsync(Generous);
    }

    [Test]
    public async Task Disposing_everything_from_a_continuation_does_not_deadlock()
    {
        Context context = new();
        Reactor reactor = new();
        SocketPair pair = SocketPair.Create(context, reactor, Inproc());
        Task receive = DisposeAfterReceive();
        await pair.Connected.SendAsync("end"u8.ToArray());
        await receive.WaitAsync(Generous);

        async Task DisposeAfterReceive()
        {
            (await pair.Bound.ReceiveAsync()).Dispose();
            await pair.DisposeAsync();
            await reactor.DisposeAsync();
            await context.DisposeAsync();
        }
    }

    [Test]
    public async Task Disposing_from_many_threads_ends_the_socket_once()
    {
        for (int i = 0; i < 50; i++)
        {
            AsyncSocket socket = CreateSocket(SocketType.Pull);
            Task<MultipartMessage> receive = socket.ReceiveAsync().AsTask();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await socket.DisposeAsync()))).WaitAsync(Generous);
            Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    // Never runs posted callbacks, as when its one thread waits for the disposal.
    private sealed class StalledSynchronizationContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
