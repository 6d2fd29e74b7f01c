using System.Text;
using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Patterns.Tests;

/// <summary>
/// Frames of more than 2 GiB, which no span can cover: every pattern counts them as malformed and continues. Over inproc no limit of libzmq
/// stops them; their memory is never written, so they use none. A publisher is not tested: libzmq itself reads the messages it receives.
/// </summary>
[NonParallelizable]
public sealed class LargeFrameTests : PatternsTest
{
    [Test]
    public async Task A_puller_goes_on([Values(1000, long.MaxValue)] long maxMessageSize)
    {
        using Socket push = Bind(SocketType.Push, out string endpoint);
        await using Puller puller = new(endpoint, On(new PullerOptions { MaxMessageSize = maxMessageSize }));
        LargeFrame.Send(push);
        push.Send("fine"u8);

        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("fine"));
        Assert.That(puller.Statistics, Is.EqualTo(new PatternStatistics { Received = 2, Malformed = 1 }));
    }

    [Test]
    public async Task A_puller_with_a_handler_goes_on()
    {
        using Socket push = Bind(SocketType.Push, out string endpoint);
        TaskCompletionSource<string> handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Puller puller = new(endpoint, work => handled.SetResult(work.Text), On(new PullerOptions { MaxMessageSize = long.MaxValue }));
        LargeFrame.Send(push);
        push.Send("fine"u8);

        Assert.That(await handled.Task.WaitAsync(Limit), Is.EqualTo("fine"));
        Assert.That(puller.Statistics.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_puller_and_a_pusher_with_acknowledged_delivery_go_on()
    {
        using Socket pushing = Bind(SocketType.Dealer, out string endpoint);
        await using Puller puller = new(
            endpoint, static _ => { }, On(new PullerOptions { Delivery = Delivery.Acknowledged, MaxMessageSize = long.MaxValue }));
        LargeFrame.Send(pushing);
        pushing.Send("of another format"u8);
        await Eventually(() => puller.Statistics.Malformed == 2, "the puller has read both");

        endpoint = Inproc();
        await using Pusher pusher = new(endpoint, On(new PusherOptions { Delivery = Delivery.Acknowledged, MaxMessageSize = long.MaxValue }));
        using Socket pulling = Context.CreateSocket(SocketType.Dealer);
        pulling.Connect(endpoint);
        LargeFrame.Send(pulling);
        pulling.Send("of another format"u8);
        await Eventually(() => pusher.Statistics.Malformed == 2, "the pusher has read both");
    }

    [Test]
    public async Task A_subscriber_goes_on()
    {
        using Socket publisher = Bind(SocketType.XPub, out string endpoint);
        await using Subscriber subscriber = new(endpoint, "news", On(new SubscriberOptions { MaxMessageSize = long.MaxValue }));
        publisher.Receive().Dispose();
        publisher.Send("news"u8, SendFlags.SendMore);
        LargeFrame.Send(publisher);
        publisher.Send(["news", "fine"]);

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
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
        LargeFrame.Send(dealer);
        dealer.Send([correlation, "", "x"u8]);

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
        Task<string> request = client.RequestAsync("Hello", Generous, Limit).AsTask();
        LargeFrame.Answer(router, Generous);

        Assert.That(await request, Is.EqualTo("fine"));
        Assert.That(client.Statistics.Malformed, Is.EqualTo(1));
    }

    // With the large frame as the id of the request, which the answer has, and as a password.
    [TestCase("|1.0")]
    [TestCase("|1.0|1|global|127.0.0.1||PLAIN|alice")]
    public async Task An_authenticator_goes_on(string inFront)
    {
        await using Authenticator authenticator = new(
            new AuthenticationPolicy { Null = AuthenticationCheck.Anyone }, new AuthenticatorOptions { Context = Context });
        using Socket dealer = Context.CreateSocket(SocketType.Dealer);
        dealer.Connect("inproc://zeromq.zap.01");
        foreach (string frame in inFront.Split('|'))
        {
            dealer.Send(Encoding.UTF8.GetBytes(frame), SendFlags.SendMore);
        }

        LargeFrame.Send(dealer);
        Assert.That(ReadStatus(dealer), Is.EqualTo("400"));
        dealer.Send(["", "1.0", "1", "global", "127.0.0.1", "", "NULL"]);
        Assert.That(ReadStatus(dealer), Is.EqualTo("200"));
        Assert.That(authenticator.Statistics.Malformed, Is.EqualTo(1));
    }

    private static string ReadStatus(Socket dealer)
    {
        Assert.That(dealer.TryReceiveMessage(out MultipartMessage reply, Generous), Is.True);
        using (reply)
        {
            return reply[3].ToString();
        }
    }

    private Socket Bind(SocketType type, out string endpoint)
    {
        endpoint = Inproc();
        Socket socket = Context.CreateSocket(type);
        socket.Bind(endpoint);
        return socket;
    }
}
