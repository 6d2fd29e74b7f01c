namespace ZmqNative.Patterns.Tests;

/// <summary>Messages over the sender's own limits are refused at once, without other effects.</summary>
public sealed class SendLimitTests : PatternsTest
{
    private const int Frame = 1000;
    private const int Message = 3000;
    private const int Frames = 8;

    private static T Limited<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = options;
        return (T)(common with { MaxFrameSize = Frame, MaxMessageSize = Message, MaxFrames = Frames });
    }

    [Test]
    public async Task A_request_that_is_too_large_is_refused_and_the_connection_stays()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, Limited(On(new ReplyServerOptions())));
        await using RequestClient client = new(server.LastEndpoint, Limited(On(new RequestClientOptions())));
        await client.WaitForPeersAsync(1, Limit);

        await Refused(() => client.RequestAsync(new string('x', Frame + 1), Generous, Limit).AsTask(), "MaxFrameSize");
        await Refused(() => client.RequestAsync(Of(3, Frame), Generous, Limit).AsTask(), "MaxMessageSize");
        await Refused(() => client.RequestAsync(Of(Frames - 2, 1), Generous, Limit).AsTask(), "MaxFrames");

        // The largest message that the server accepts.
        Assert.That(await client.RequestAsync(new string('x', Frame), Generous, Limit), Has.Length.EqualTo(Frame));
        using ReceivedMessage most = await client.RequestAsync(Of(Frames - 3, 1), Generous, Limit);
        Assert.That((server.Statistics.Malformed, client.ConnectedPeers, client.InFlight), Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public async Task A_reply_that_is_too_large_becomes_a_failure()
    {
        await using ReplyServer server = new(
            AnyPort,
            static request => request.Text switch
            {
                "frame" => new byte[Frame + 1],
                "message" => Of(4, Frame),
                "frames" => Of(Frames, 1),
                _ => request.Text,
            },
            Limited(On(new ReplyServerOptions { ForeignErrorBody = "sorry"u8.ToArray() })));
        await using RequestClient client = new(server.LastEndpoint, Limited(On(new RequestClientOptions())));
        foreach (string kind in new[] { "frame", "message", "frames" })
        {
            RequestFailedException failure = (await Assert.ThrowsAsync<RequestFailedException>(
                async () => await client.RequestAsync(kind, Generous, Limit)))!;
            Assert.That((failure.Status, failure.ServerText), Is.EqualTo((ReplyStatus.HandlerFailed, failure.ServerText)));
            Assert.That(failure.ServerText, Does.StartWith("the reply is too large"));
        }

        await using AsyncSocket req = Connected(SocketType.Req, server.LastEndpoint);
        await req.SendAsync("frame"u8.ToArray(), Limit);
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "sorry" }));
        Assert.That(await client.RequestAsync("fine", Generous, Limit), Is.EqualTo("fine"));
        Assert.That((server.Statistics.Failed, client.Statistics.Malformed), Is.EqualTo((4, 0)));
    }

    [Test]
    public async Task Work_that_is_too_large_is_refused()
    {
        await using Pusher pusher = new(AnyPort, Limited(On(new PusherOptions())));
        await using Puller puller = new(pusher.LastEndpoint, Limited(On(new PullerOptions())));
        await Refused(() => pusher.PushAsync(new byte[Frame + 1], Limit).AsTask(), "MaxFrameSize");
        await Refused(() => pusher.PushAsync(new string('x', Frame + 1), Limit).AsTask(), "MaxFrameSize");
        await Refused(() => pusher.PushAsync(ZmqNative.Frame.Wrap(new byte[Frame + 1]), Limit).AsTask(), "MaxFrameSize");
        Assert.That(() => pusher.TryPush(new byte[Frame + 1]), Throws.InstanceOf<MessageTooLargeException>());
        await pusher.PushAsync(new byte[Frame], Limit);
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Span.Length, Is.EqualTo(Frame));
    }

    [Test]
    public async Task A_publication_that_is_too_large_is_refused()
    {
        await using Publisher publisher = new(AnyPort, Limited(On(new PublisherOptions())));
        await Refused(() => publisher.PublishTextAsync(new string('x', Frame + 1)).AsTask(), "MaxFrameSize");
    }

    [Test]
    public async Task A_publication_that_is_too_large_is_not_kept_as_last_value()
    {
        await using Publisher publisher = new(AnyPort, Limited(On(new PublisherOptions { LastValueCache = true })));
        await publisher.PublishAsync("topic", "fine");
        await Refused(() => publisher.PublishAsync("topic", new string('x', Frame + 1)).AsTask(), "MaxFrameSize");
        await using Subscriber late = new(publisher.LastEndpoint, "topic", On(new SubscriberOptions()));
        using ReceivedMessage message = await late.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("fine"));
    }

    [Test]
    public async Task A_pair_answers_with_an_empty_message_in_place_of_one_that_is_too_large()
    {
        await using PairServer server = new(
            AnyPort, static message => message.Text == "large" ? new byte[Frame + 1] : message.Text, Limited(On(new PairOptions())));
        await using PairClient client = new(server.LastEndpoint, Limited(On(new PairOptions())));
        Assert.That(await client.RequestAsync("large", Generous, Limit), Is.Empty);
        Assert.That(await client.RequestAsync("next", Generous, Limit), Is.EqualTo("next"));
        await Refused(() => client.RequestAsync(new string('x', Frame + 1), Generous, Limit).AsTask(), "MaxFrameSize");
        Assert.That(await client.RequestAsync("last", Generous, Limit), Is.EqualTo("last"));
        Assert.That(server.Statistics.Failed, Is.EqualTo(1));
    }

    private static MultipartMessage Of(int frames, int size) =>
        MultipartMessage.Create([.. Enumerable.Range(0, frames).Select(_ => new byte[size])]);

    private static async Task Refused(Func<Task> send, string limit) => Assert.That(
        (await Assert.ThrowsAsync<MessageTooLargeException>(async () => await send()))!.Message, Does.Contain(limit));
}
