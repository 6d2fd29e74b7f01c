using ZmqNative.Interop;
using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Patterns.Tests;

/// <summary>
/// Frames of more than 2 GiB, which no span can have: every pattern counts them as malformed and goes on. Over inproc no limit of libzmq
/// stops them; their memory is never touched, so that it costs nothing. A publisher is left out: libzmq itself reads what comes to it.
/// </summary>
[NonParallelizable]
public sealed class LargeFrameTests : RemoteTest
{
    private const long Length = 2_300_000_000;

    [Test]
    public async Task A_puller_goes_on([Values(1000, long.MaxValue)] long maxMessageSize)
    {
        using Socket push = Bind(SocketType.Push, out string endpoint);
        await using Puller puller = new(endpoint, On(new PullerOptions { MaxMessageSize = maxMessageSize }));
        SendLarge(push);
        push.Send("fine"u8);

        using Work work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("fine"));
        Assert.That(puller.Statistics, Is.EqualTo(new PatternStatistics { Received = 2, Malformed = 1 }));
    }

    [Test]
    public async Task A_puller_with_a_handler_goes_on()
    {
        using Socket push = Bind(SocketType.Push, out string endpoint);
        TaskCompletionSource<string> handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Puller puller = new(endpoint, work => handled.SetResult(work.Text), On(new PullerOptions { MaxMessageSize = long.MaxValue }));
        SendLarge(push);
        push.Send("fine"u8);

        Assert.That(await handled.Task.WaitAsync(Limit), Is.EqualTo("fine"));
        Assert.That(puller.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_subscriber_goes_on()
    {
        using Socket publisher = Bind(SocketType.XPub, out string endpoint);
        await using Subscriber subscriber = new(endpoint, "news", On(new SubscriberOptions { MaxMessageSize = long.MaxValue }));
        publisher.Receive().Dispose();
        publisher.Send("news"u8, SendFlags.SendMore);
        SendLarge(publisher);
        publisher.Send(MultipartMessage.Of("news", "fine"));

        using PublishedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("fine"));
        Assert.That(subscriber.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_goes_on()
    {
        string endpoint = Inproc();
        await using ReplyServer server = new(
            endpoint, static request => $"re {request.Text}", On(new ReplyServerOptions { MaxMessageSize = long.MaxValue }));
        using Socket dealer = Context.CreateSocket(SocketType.Dealer);
        dealer.Connect(endpoint);
        byte[] correlation = Frames.Correlation(1);
        dealer.Send(correlation, SendFlags.SendMore);
        dealer.Send([], SendFlags.SendMore);
        SendLarge(dealer);
        dealer.Send(MultipartMessage.Of(correlation, [], "x"u8.ToArray()));

        Assert.That(dealer.TryReceiveMessage(out MultipartMessage reply, Generous), Is.True);
        using (reply)
        {
            Assert.That(reply[2].ToString(), Is.EqualTo("re x"));
        }

        Assert.That(server.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_goes_on()
    {
        using Socket router = Bind(SocketType.Router, out string endpoint);
        await using RequestClient client = new(endpoint, On(new RequestClientOptions { MaxMessageSize = long.MaxValue }));
        Task<string> request = client.RequestAsync("Hello", Generous, Limit);
        Answer(router);

        Assert.That(await request, Is.EqualTo("fine"));
        Assert.That(client.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_broker_goes_on()
    {
        Broker broker = Listen(new BrokerListenerOptions { MaxMessageSize = long.MaxValue }, Inproc());
        _ = broker.Spawn("echo", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            context.Reply("yes");
            return default;
        });
        using Socket dealer = Context.CreateSocket(SocketType.Dealer);
        dealer.Connect(broker.LastEndpoint);
        SendLarge(dealer);
        await Eventually(() => broker.RemoteStatistics.Malformed == 1, "the frame counted");

        await using BrokerClient client = Connect(broker);
        Assert.That(await client.Actor("echo").AskAsync<string>("alive?", cancellationToken: Limit), Is.EqualTo("yes"));
    }

    [Test]
    public async Task A_client_of_a_broker_goes_on()
    {
        using Socket router = Bind(SocketType.Router, out string endpoint);
        await using BrokerClient client = Connect(endpoint, new BrokerClientOptions { MaxMessageSize = long.MaxValue });
        Task<string> ask = client.Actor("echo").AskAsync<string>("?", cancellationToken: Limit).AsTask();
        Answer(router);

        Assert.That(await ask, Is.EqualTo("fine"));
        Assert.That(client.Statistics.Malformed, Is.EqualTo(1));
    }

    // First with a body that is too large, then with one that is not.
    private static void Answer(Socket router)
    {
        Assert.That(router.TryReceiveMessage(out MultipartMessage request, Generous), Is.True);
        using (request)
        {
            router.Send(request[0].Span, SendFlags.SendMore);
            router.Send(request[1].Span, SendFlags.SendMore);
            router.Send([], SendFlags.SendMore);
            SendLarge(router);
            router.Send(request[0].Span, SendFlags.SendMore);
            router.Send(request[1].Span, SendFlags.SendMore);
            router.Send([], SendFlags.SendMore);
            router.Send("fine"u8);
        }
    }

    private Socket Bind(SocketType type, out string endpoint)
    {
        endpoint = Inproc();
        Socket socket = Context.CreateSocket(type);
        socket.Bind(endpoint);
        return socket;
    }

    private static unsafe void SendLarge(Socket socket)
    {
        zmq_msg_t message;
        Assert.That(Libzmq.zmq_msg_init_size(&message, (nuint)Length), Is.Zero);
        Assert.That(Libzmq.zmq_msg_send(&message, (void*)socket.Handle, 0), Is.GreaterThanOrEqualTo(0));
    }
}
