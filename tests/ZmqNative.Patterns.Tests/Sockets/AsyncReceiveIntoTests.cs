namespace ZmqNative.Patterns.Tests;

/// <summary>Receiving into messages that exist, and sockets that the reactor has left alone.</summary>
public sealed class AsyncReceiveIntoTests : PatternTest
{
    [Test]
    public async Task One_message_receives_those_that_are_there_and_those_that_come()
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
    public async Task A_cancelled_receive_leaves_the_message_alive_and_takes_none()
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
    public async Task A_receive_is_served_though_the_reactor_had_left_the_socket_alone()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 300; i++)
        {
            await SignalForNobodyAsync(pair);
            Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            Assert.That(Storm.Take(await receive.WaitAsync(Generous)).Number, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task The_end_of_the_context_is_noticed_though_the_reactor_had_left_the_socket_alone()
    {
        using Context context = new();
        SocketPair pair = SocketPair.Create(context, Reactor, Inproc());
        await SignalForNobodyAsync(pair);
        await Task.Run(context.Dispose).WaitAsync(Generous);
        Assert.That(() => pair.Bound.TryReceive(out _), Throws.InstanceOf<ContextTerminatedException>());
        await pair.DisposeAsync();
    }

    private static async Task SignalForNobodyAsync(SocketPair pair)
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

            // Until libzmq has told the sender that the queue is empty, a message gives no signal.
            Assert.That(pair.Bound.TryReceive(out _), Is.False);
        }
    }
}
