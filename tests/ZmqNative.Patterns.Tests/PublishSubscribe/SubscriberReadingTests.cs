namespace ZmqNative.Patterns.Tests.PublishSubscribe;

/// <summary>The methods that read, and messages that cannot be read.</summary>
public sealed class SubscriberReadingTests : PatternsTest
{
    [TestCase("1000 text", TestName = "A_text_without_a_space_behind_the_type_is_malformed")]
    [TestCase("1000 ", TestName = "An_id_alone_is_malformed")]
    public async Task A_malformed_message_is_skipped_counted_and_offered(string malformed)
    {
        List<string> offered = [];
        await using AsyncSocket plain = Bound(SocketType.XPub, Inproc());
        await using Subscriber subscriber = new(
            plain.LastEndpoint,
            messageId: 1000,
            On(new SubscriberOptions { OnMalformed = (message, reason) => offered.Add($"{message[0]}|{reason.Length > 0}") }));
        await ReceiveTexts(plain);

        await plain.SendAsync(Frame.FromText(malformed), Limit);
        await plain.SendAsync(["1000 text x", "a second frame"], Limit);
        await plain.SendAsync("1000 text good"u8.ToArray(), Limit);

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Text, Is.EqualTo("good"));
            Assert.That(subscriber.Statistics.Malformed, Is.EqualTo(2));
            Assert.That(offered, Is.EqualTo(new[] { $"{malformed}|True", "1000 text x|True" }));
        }
    }

    [Test]
    public async Task A_foreign_type_is_text_for_subscribers_to_the_id_and_a_payload_for_others()
    {
        await using AsyncSocket plain = Bound(SocketType.XPub, Inproc());
        await using Subscriber byId = new(plain.LastEndpoint, messageId: 1000, On(new SubscriberOptions()));
        await using Subscriber byTopic = new(plain.LastEndpoint, "1000", On(new SubscriberOptions()));
        await ReceiveTexts(plain);
        await ReceiveTexts(plain);

        await plain.SendAsync("1000 xml <a b=\"c\"/>"u8.ToArray(), Limit);

        using ReceivedMessage text = await byId.ReceiveAsync(Limit);
        using ReceivedMessage payload = await byTopic.ReceiveAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Format, Is.EqualTo(PublishedFormat.Text));
            Assert.That((text.MessageId, text.MessageType), Is.EqualTo(((int?)1000, "xml")));
            Assert.That(text.Text, Is.EqualTo("<a b=\"c\"/>"));
            Assert.That(byId.Statistics.Malformed, Is.Zero);
            Assert.That((payload.Format, payload.MessageType), Is.EqualTo((PublishedFormat.Topic, (string?)null)));
            Assert.That(payload.Text, Is.EqualTo("xml <a b=\"c\"/>"));
        }
    }

    [Test]
    public async Task A_frame_without_a_space_and_a_bad_envelope_are_malformed()
    {
        await using AsyncSocket plain = Bound(SocketType.XPub, Inproc());
        await using Subscriber subscriber = new(plain.LastEndpoint, On(new SubscriberOptions { Envelopes = true }));
        subscriber.SubscribePrefix(string.Empty);
        await ReceiveTexts(plain);

        await plain.SendAsync("nospace"u8.ToArray(), Limit);
        await plain.SendAsync(ReadOnlyMemory<byte>.Empty, Limit);
        await plain.SendAsync(["t", "no json", "p"], Limit);
        await plain.SendAsync(["t", """{"id":"1","timestamp":1,"source":"s"}""", "p"], Limit);
        await plain.SendAsync(["t", "null", "p"], Limit);
        await plain.SendAsync(["t", "good"], Limit);

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("good"));
        Assert.That(subscriber.Statistics.Malformed, Is.EqualTo(5));
    }

    [Test]
    public async Task Too_many_frames_and_too_many_bytes_are_malformed()
    {
        await using AsyncSocket plain = Bound(SocketType.XPub, Inproc());
        await using Subscriber subscriber = new(
            plain.LastEndpoint, "t", On(new SubscriberOptions { MaxFrames = 3, MaxMessageSize = 10 }));
        await ReceiveTexts(plain);

        await plain.SendAsync(["t", "1", "2", "3"], Limit);
        await plain.SendAsync(["t", "0123456789"], Limit);
        await plain.SendAsync("t 0123456789"u8.ToArray(), Limit);
        await plain.SendAsync(["t", "1", "2"], Limit);

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Frames.Count, Is.EqualTo(3));
        Assert.That(subscriber.Statistics.Malformed, Is.EqualTo(3));
    }

    [Test]
    public async Task ReadAllJsonAsync_yields_values_and_skips_invalid_JSON()
    {
        await using AsyncSocket plain = Bound(SocketType.XPub, Inproc());
        await using Subscriber subscriber = new(plain.LastEndpoint, 1, On(new SubscriberOptions()));
        await ReceiveTexts(plain);

        await plain.SendAsync("1 json {\"broken\":"u8.ToArray(), Limit);
        await plain.SendAsync("1 json null"u8.ToArray(), Limit);
        await plain.SendAsync("1 json 42"u8.ToArray(), Limit);

        await foreach (int value in subscriber.ReadAllJsonAsync(NumberJson.Default.Int32, Limit))
        {
            Assert.That(value, Is.EqualTo(42));
            break;
        }

        Assert.That(subscriber.Statistics.Malformed, Is.EqualTo(2));
    }

    [Test]
    public async Task A_callback_that_throws_does_not_end_the_reader()
    {
        await using AsyncSocket plain = Bound(SocketType.XPub, Inproc());
        await using Subscriber subscriber = new(
            plain.LastEndpoint, 1, On(new SubscriberOptions { OnMalformed = (_, _) => throw new InvalidOperationException() }));
        await ReceiveTexts(plain);

        await plain.SendAsync("1 bad"u8.ToArray(), Limit);
        await plain.SendAsync("1 text good"u8.ToArray(), Limit);

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("good"));
        Assert.That(subscriber.Statistics.Failed, Is.EqualTo(1));
    }

    [Test]
    public async Task ReadAllAsync_gives_all_in_order_and_ends_with_the_subscriber()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        Subscriber subscriber = new(publisher.LastEndpoint, 1000, On(new SubscriberOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        for (int i = 0; i < 100; i++)
        {
            await publisher.PublishTextAsync($"{i}");
        }

        List<string> read = [];
        await foreach (ReceivedMessage message in subscriber.ReadAllAsync(Limit))
        {
            read.Add(message.Text);
            if (read.Count == 100)
            {
                await subscriber.DisposeAsync();
            }
        }

        Assert.That(read, Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i}")));
    }

    [Test]
    public async Task A_handler_gets_every_message_and_may_throw()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        Subscriber subscriber = new(publisher.LastEndpoint, 1000, On(new SubscriberOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        List<Order?> orders = [];
        TaskCompletionSource done = new();
        subscriber.Handle(message =>
        {
            orders.Add(message.GetJson(TestJson.Default.Order));
            if (orders.Count == 2)
            {
                done.SetResult();
            }
        });

        await publisher.PublishJsonAsync(new Order("a", 1), TestJson.Default.Order);
        await publisher.PublishTextAsync("no json");
        await publisher.PublishJsonAsync(new Order("b", 2), TestJson.Default.Order);
        await done.Task.WaitAsync(Limit);
        await subscriber.DisposeAsync();

        Assert.That(orders, Is.EqualTo(new[] { new Order("a", 1), new Order("b", 2) }));
        Assert.That(subscriber.Statistics.Failed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_cancelled_receive_loses_nothing()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = new(publisher.LastEndpoint, 1000, On(new SubscriberOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        using CancellationTokenSource cancel = new();
        Task<ReceivedMessage> receive = subscriber.ReceiveAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await receive, Throws.InstanceOf<OperationCanceledException>());

        await publisher.PublishTextAsync("kept");
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("kept"));
    }

    [Test]
    public async Task A_pending_receive_ends_with_the_subscriber()
    {
        Subscriber subscriber = new(Inproc(), 1000, On(new SubscriberOptions()));
        Task<ReceivedMessage> receive = subscriber.ReceiveAsync(Limit).AsTask();
        await subscriber.DisposeAsync();

        Assert.That(async () => await receive, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => subscriber.TryReceive(out _), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => subscriber.Subscribe(1), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_first_subscription_that_is_refused_leaves_nothing_alive()
    {
        Assert.That(
            () => new Subscriber(Inproc(), messageId: -1, On(new SubscriberOptions())), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Subscriber(Inproc(), topic: null!, On(new SubscriberOptions())), Throws.ArgumentNullException);
        await NothingAliveBut(0);
    }
}
