namespace ZmqNative.Patterns.Tests;

/// <summary>Receiving into existing messages, and on sockets that the reactor does not poll.</summary>
public sealed class AsyncReceiveIntoTests : PatternTest
{
    [Test]
    public async Task One_message_object_receives_present_and_later_messages()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < 1000; i++)
        {
            bool waits = i % 2 == 1;
            Task received = waits ? pair.Bound.ReceiveIntoAsync(message).AsTask() : Task.CompletedTask;
            Assert.That(received.IsCompleted, Is.EqualTo(!waits));
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            await (waits ? received : pair.Bound.ReceiveIntoAsync(message).AsTask()).WaitAsync(Generous);
            Assert.That(Storm.Read(message[0].Span).Number, Is.EqualTo(i));
        }

        Assert.That(pair.Bound.ReceivedMessages, Is.EqualTo(1000));
    }

    [Test]
    public async Task A_cancelled_receive_keeps_the_message_object_and_receives_nothing()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        using MultipartMessage message = MultipartMessage.Create();
        using CancellationTokenSource cancel = new();
        Task receive = pair.Bound.ReceiveIntoAsync(message, cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await receive, Throws.InstanceOf<OperationCanceledException>());
        await pair.Connected.SendAsync(Storm.Bytes(0, 7));
        await pair.Bound.ReceiveIntoAsync(message).AsTask().WaitAsync(Generous);
        Assert.That(Storm.Read(message[0].Span).Number, Is.EqualTo(7));
    }

    [Test]
    public async Task A_receive_is_served_though_the_reactor_did_not_poll_the_socket()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 300; i++)
        {
            await SignalWithoutReceiverAsync(pair);
            Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            Assert.That(Storm.Take(await receive.WaitAsync(Generous)).Number, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task The_end_of_the_context_is_noticed_though_the_reactor_did_not_poll_the_socket()
    {
        using Context context = new();
        SocketPair pair = SocketPair.Create(context, Reactor, Inproc());
        await SignalWithoutReceiverAsync(pair);
        await Task.Run(context.Dispose).WaitAsync(Generous);
        Assert.That(() => pair.Bound.TryReceive(out _), Throws.InstanceOf<ContextTerminatedException>());
        await pair.DisposeAsync();
    }

    private static async Task SignalWithoutReceiverAsync(SocketPair pair)
    {
        for (int i = 0; i < 20; i++)
        {
            await pair.Connected.SendAsync(Storm.Bytes(1, i));
            MultipartMessage message;
            while (!pair.Bound.TryReceive(out message))
            {
                await Task.Yield();
            }

            message.Dispose();

            // A message gives no signal until libzmq has reported to the sender that the queue is empty.
            Assert.That(pair.Bound.TryReceive(out _), Is.False);
        }
    }
}
