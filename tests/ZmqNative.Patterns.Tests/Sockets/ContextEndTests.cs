namespace ZmqNative.Patterns.Tests;

public sealed class ContextEndTests : PatternTest
{
    [Test]
    public async Task Shutting_the_context_down_fails_pending_operations()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), highWatermark: 1);
        SocketPair.Fill(pair.Connected);
        Task[] pending =
        [
            pair.Connected.SendAsync(new byte[1]).AsTask(), pair.Connected.SendAsync(["1", "2"]).AsTask(),
            pair.Connected.ReceiveAsync().AsTask(), pair.Connected.ReceiveBatchAsync(new MultipartMessage[1]).AsTask(),
        ];

        Context.Shutdown();

        foreach (Task operation in pending)
        {
            Assert.That(async () => await operation.WaitAsync(Generous), Throws.InstanceOf<ContextTerminatedException>());
        }

        Assert.That(async () => await pair.Connected.ReceiveAsync(), Throws.InstanceOf<ContextTerminatedException>());
        Assert.That(() => pair.Connected.TrySend("x"u8), Throws.InstanceOf<ContextTerminatedException>());
    }

    [Test]
    public async Task An_operation_that_gets_the_shutdown_first_does_not_hide_it_from_others()
    {
        for (int i = 0; i < 200; i++)
        {
            using Context context = new();
            await using SocketPair pair = SocketPair.Create(context, Reactor, Inproc());
            Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
            context.Shutdown();

            // These race the reactor for the signal of the shutdown.
            Assert.That(() => pair.Bound.Configure(socket => _ = socket.Events), Throws.InstanceOf<ContextTerminatedException>());
            Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<ContextTerminatedException>());
        }
    }

    [Test]
    public async Task Disposing_the_context_first_fails_pending_operations()
    {
        for (int i = 0; i < 50; i++)
        {
            Context context = new();
            SocketPair pair = SocketPair.Create(context, Reactor, Inproc());
            Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();

            await context.DisposeAsync();

            Assert.That(async () => await receive.WaitAsync(Generous), Throws.InstanceOf<ContextTerminatedException>());
            await pair.DisposeAsync();
        }
    }
}
