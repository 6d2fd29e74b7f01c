using System.Text;
using System.Text.Json;

namespace ZmqNative.Patterns.Tests.Messages;

/// <summary>The content of a received message, and its ownership, which is the same for each pattern.</summary>
public sealed class ReceivedMessageTests : PatternsTest
{
    [Test]
    public void A_created_message_has_its_body()
    {
        using ReceivedMessage message = ReceivedMessage.Create("""{"item":"x","count":2}""");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Text, Is.EqualTo("""{"item":"x","count":2}"""));
            Assert.That(Encoding.UTF8.GetString(message.Memory.Span), Is.EqualTo(message.Text));
            Assert.That(message.Sequence.Length, Is.EqualTo(message.Span.Length));
            Assert.That(message.FrameCount, Is.EqualTo(1));
            Assert.That(message.GetJson(TestJson.Default.Order), Is.EqualTo(new Order("x", 2)));
            Assert.That((int)message.GetJsonNode()!["count"]!, Is.EqualTo(2));
            Assert.That(message.GetJsonElement().GetProperty("item").GetString(), Is.EqualTo("x"));
            Assert.That((message.Topic, message.MessageId, message.MessageType, message.Format), Is.EqualTo(default((string, int?, string, PublishedFormat?))));
            Assert.That(message.Headers, Is.Null);
            Assert.That(message.TopicBytes.Length, Is.Zero);
            Assert.That((message.UserId, message.PeerAddress), Is.EqualTo(default((string, string))));
            Assert.That(message.ToString(), Is.EqualTo(message.Text));
        }
    }

    [Test]
    public void A_created_publication_has_a_topic()
    {
        using ReceivedMessage message = ReceivedMessage.Create(MultipartMessage.Create("one", "two"), topic: "updates");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((message.Topic, message.Text, message.Format), Is.EqualTo(("updates", "one", (PublishedFormat?)PublishedFormat.Topic)));
            Assert.That((message.FrameCount, message.Frames.Count), Is.EqualTo((2, 3)));
            Assert.That(message[1].ToString(), Is.EqualTo("two"));
            Assert.That(Encoding.UTF8.GetString(message.Sequence), Is.EqualTo("onetwo"));
            Assert.That(() => message[2], Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => message[-1], Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(message.ToString(), Is.EqualTo("updates: one"));
        }
    }

    [Test]
    public void Invalid_JSON_is_refused()
    {
        using ReceivedMessage message = ReceivedMessage.Create("no json");

        Assert.That(() => message.GetJsonNode(), Throws.InstanceOf<JsonException>());
        Assert.That(() => message.GetJsonElement(), Throws.InstanceOf<JsonException>());
    }

    [Test]
    public void A_disposed_message_throws()
    {
        ReceivedMessage message = ReceivedMessage.Create("x", topic: "t");
        message.Dispose();
        using ReceivedMessage next = ReceivedMessage.Create("another one in the same core");

        Assert.That(() => message.Text, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => message.FrameCount, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => message.Topic, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(message.ToString(), Is.EqualTo("(message is disposed)"));
        Assert.That(default(ReceivedMessage).ToString(), Is.EqualTo("(message is disposed)"));
        Assert.That(next.Topic, Is.Null);
    }

    [Test]
    public async Task A_publication_is_kept_by_detaching_it()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = new(publisher.LastEndpoint, "t", On(new SubscriberOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("t", "kept");
        await publisher.PublishAsync("t", "next");

        ReceivedMessage kept = default;
        await foreach (ReceivedMessage message in subscriber.ReadAllAsync(Limit))
        {
            if (kept.Frames.IsAlive)
            {
                break;
            }

            kept = message.Detach();
            Assert.That(() => message.Text, Throws.InstanceOf<ObjectDisposedException>());
        }

        using (kept)
        {
            Assert.That((kept.Topic, kept.Text), Is.EqualTo(("t", "kept")));
        }
    }

    [Test]
    public async Task Work_is_kept_by_detaching_it()
    {
        TaskCompletionSource<ReceivedMessage> kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Pusher pusher = new(Inproc(), On(new PusherOptions()));
        await using Puller puller = new(pusher.LastEndpoint, message => kept.SetResult(message.Detach()), On(new PullerOptions()));
        await pusher.PushAsync("kept");

        using ReceivedMessage message = await kept.Task.WaitAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("kept"));
    }

    [Test]
    public async Task A_request_is_kept_by_detaching_it_and_answered_all_the_same()
    {
        TaskCompletionSource<ReceivedMessage> kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ReplyServer server = new(
            Inproc(),
            request =>
            {
                kept.SetResult(request.Detach());
                return "answered";
            },
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        using ReceivedMessage reply = await client.RequestAsync(MultipartMessage.Create("one", "two"), Generous, Limit);

        using ReceivedMessage request = await kept.Task.WaitAsync(Limit);
        Assert.That((reply.Text, reply.FrameCount), Is.EqualTo(("answered", 1)));
        Assert.That((request.Text, request.FrameCount, request[1].ToString()), Is.EqualTo(("one", 2, "two")));
    }

    [Test]
    public async Task A_message_of_a_pair_is_kept_by_detaching_it_and_answered_all_the_same()
    {
        TaskCompletionSource<ReceivedMessage> kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PairServer server = new(
            Inproc(),
            message =>
            {
                kept.SetResult(message.Detach());
                return "answered";
            },
            On(new PairOptions()));
        await using PairClient client = new(server.LastEndpoint, On(new PairOptions()));

        using ReceivedMessage answer = await client.RequestAsync(MultipartMessage.Create("one", "two"), Generous, Limit);

        using ReceivedMessage request = await kept.Task.WaitAsync(Limit);
        Assert.That(answer.Text, Is.EqualTo("answered"));
        Assert.That((request.Text, request.FrameCount), Is.EqualTo(("one", 2)));
    }

    [Test]
    public async Task The_peer_of_a_message_over_tcp_has_an_address()
    {
        await using Pusher pusher = new(AnyPort, On(new PusherOptions()));
        await using Puller puller = new(pusher.LastEndpoint, On(new PullerOptions()));
        await pusher.PushAsync("x");

        using ReceivedMessage message = await puller.ReceiveAsync(Limit);
        Assert.That((message.PeerAddress, message.UserId), Is.EqualTo(("127.0.0.1", (string?)null)));
    }
}
