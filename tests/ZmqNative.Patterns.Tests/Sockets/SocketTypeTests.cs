namespace ZmqNative.Patterns.Tests;

public sealed class SocketTypeTests : PatternTest
{
    [Test]
    public async Task Req_and_rep_take_turns()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), SocketType.Rep, SocketType.Req);
        for (int i = 0; i < 100; i++)
        {
            Task<MultipartMessage> request = pair.Bound.ReceiveAsync().AsTask();
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            Task<MultipartMessage> reply = pair.Connected.ReceiveAsync().AsTask();
            await pair.Bound.SendAsync(await request.WaitAsync(Generous));
            Assert.That(Storm.Take(await reply.WaitAsync(Generous)).Number, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task A_rep_out_of_turn_fails_the_operation_that_was_called()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), SocketType.Rep, SocketType.Req);
        Task<MultipartMessage> request = pair.Bound.ReceiveAsync().AsTask();
        Assert.That(async () => await pair.Bound.SendAsync(new byte[1]), Throws.InstanceOf<SocketStateException>());
        await pair.Connected.SendAsync("question"u8.ToArray());
        (await request.WaitAsync(Generous)).Dispose();
    }

    [Test]
    public async Task A_router_answers_its_dealer()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), SocketType.Router, SocketType.Dealer);
        Task<MultipartMessage> request = pair.Bound.ReceiveAsync().AsTask();
        await pair.Connected.SendAsync("question"u8.ToArray());
        MultipartMessage received = await request.WaitAsync(Generous);
        Assert.That(received.Count, Is.EqualTo(2));
        await pair.Bound.SendAsync(received);
        using MultipartMessage answer = await pair.Connected.ReceiveAsync().AsTask().WaitAsync(Generous);
        Assert.That(answer.ToString(), Is.EqualTo("question"));
    }

    [Test]
    public async Task A_subscriber_receives_what_it_subscribed_to()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), SocketType.XPub, SocketType.Sub);
        pair.Connected.Configure(socket => socket.Subscribe("yes"));
        (await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous)).Dispose();
        Task<MultipartMessage> receive = pair.Connected.ReceiveAsync().AsTask();
        await pair.Bound.SendAsync("no"u8.ToArray());
        await pair.Bound.SendAsync("yes"u8.ToArray());
        using MultipartMessage message = await receive.WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("yes"));
    }

    [Test]
    public async Task Publishing_without_subscribers_never_waits()
    {
        await using AsyncSocket publisher = CreateSocket(SocketType.Pub);
        for (int i = 0; i < 5000; i++)
        {
            Task sent = publisher.SendAsync(new byte[8]).AsTask();
            Assert.That(sent.IsCompletedSuccessfully, Is.True);
            await sent;
        }
    }

    [TestCase(SocketType.Client)]
    [TestCase(SocketType.Server)]
    [TestCase(SocketType.Radio)]
    [TestCase(SocketType.Dish)]
    public void A_type_without_a_descriptor_is_not_supported(SocketType type) =>
        Assert.That(() => CreateSocket(type), Throws.InstanceOf<NotSupportedException>());

    // The send processes libzmq's commands, the arrival of a message among them, and then throws: the receive that waits must be
    // served anyway, because nothing else will signal that message.
    [Test]
    public async Task A_send_that_fails_does_not_swallow_the_signal_of_a_receive()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc(), SocketType.Router, SocketType.Dealer);
        pair.Bound.Configure(socket => socket.RouterMandatory = true);
        for (int i = 0; i < 20_000; i++)
        {
            Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            using (MultipartMessage unsent = MultipartMessage.Create("unknown", "x"))
            {
                Assert.That(() => pair.Bound.TrySend(unsent), Throws.InstanceOf<HostUnreachableException>());
            }

            using MultipartMessage message = await receive.WaitAsync(Generous);
            Assert.That(Storm.Read(message[1].Span).Number, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task A_configuration_that_fails_does_not_swallow_the_signal_of_a_receive()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        for (int i = 0; i < 20_000; i++)
        {
            Task<MultipartMessage> receive = pair.Bound.ReceiveAsync().AsTask();
            await pair.Connected.SendAsync(Storm.Bytes(0, i));
            Assert.That(
                () => pair.Bound.Configure(static socket =>
                {
                    _ = socket.Events;
                    throw new FormatException();
                }),
                Throws.InstanceOf<FormatException>());
            Assert.That(Storm.Take(await receive.WaitAsync(Generous)).Number, Is.EqualTo(i));
        }
    }
}
