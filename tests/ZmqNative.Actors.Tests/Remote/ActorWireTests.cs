using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>The wire format, with plain sockets in the role of a peer in another language.</summary>
public sealed class ActorWireTests : RemoteTest
{
    [Test]
    public async Task A_plain_REQ_asks_with_an_address_and_a_payload()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        await using AsyncSocket req = Connected(SocketType.Req, broker.LastEndpoint);
        await req.SendAsync(["echo", "hello"], Limit);
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "hello" }));
        await req.SendAsync(["unknown", "hello"], Limit);
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "" }), "the foreign error body");
        await req.SendAsync(["echo"], Limit);
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "" }), "an empty payload");
    }

    [Test]
    public async Task A_foreign_client_gets_the_error_body_that_is_set()
    {
        Broker broker = Listen(new BrokerListenerOptions { ForeignErrorBody = "oops"u8.ToArray() });
        await using AsyncSocket req = Connected(SocketType.Req, broker.LastEndpoint);
        await req.SendAsync(["unknown", "hello"], Limit);
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "oops" }));
    }

    [Test]
    public async Task A_DEALER_gets_its_correlation_back_with_a_status()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        _ = broker.Spawn("broken", static (message, _) => throw new InvalidOperationException("no luck"));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await CheckAsync("echo", 0, "hello");
        await CheckAsync("broken", 1, "The handler failed.");
        await CheckAsync("unknown", 2, null);
        await CheckAsync("", 5, null);
        await CheckAsync("echo\nNoSuchType", 5, "unknown type 'NoSuchType'.");
        await CheckAsync("echo\nAddItem", 5, null);
        await CheckAsync("echo\n\nnoverb", 5, null);
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Unreadable), Is.EqualTo(2));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.NotFound), Is.EqualTo(1));
        await Eventually(() => broker.DeadLetters.CountOf(DeadLetterReason.Failed) == 1, "counted after the answer");
        Assert.That(broker.RemoteStatistics.Malformed, Is.EqualTo(2));

        async Task CheckAsync(string address, byte status, string? text)
        {
            await dealer.SendAsync(Question(Frames.Correlation(7), address, "hello"), Limit);
            byte[][] answer = await ReceiveBytes(dealer);
            Assert.That(answer[0], Is.EqualTo(Frames.Correlation(7, status: status)), address);
            Assert.That(answer[1], Is.Empty);
            Assert.That(answer, Has.Length.EqualTo(3));
            Assert.That(System.Text.Encoding.UTF8.GetString(answer[2]), text is null ? Is.Not.Empty : Is.EqualTo(text));
        }
    }

    [Test]
    public async Task Typed_messages_need_no_more_than_a_second_line()
    {
        Broker broker = Listen();
        _ = broker.Spawn("price", static (AddItem item) => new Total(1, item.Price));
        await using AsyncSocket req = Connected(SocketType.Req, broker.LastEndpoint);
        await req.SendAsync(["price\nAddItem", "{\"Name\":\"book\",\"Price\":12}"], Limit);
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "{\"Items\":1,\"Price\":12}" }));
    }

    [Test]
    public async Task Request_id_0_tells_and_gets_no_answer()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(Question(Frames.Correlation(0), "echo", "told"), Limit);
        await dealer.SendAsync(Question(Frames.Correlation(0), "unknown", "told"), Limit);
        await dealer.SendAsync(Question(Frames.Correlation(0), "echo\nNoSuchType", "told"), Limit);
        await dealer.SendAsync(Question(Frames.Correlation(9), "echo", "asked"), Limit);
        Assert.That((await ReceiveTexts(dealer))[2], Is.EqualTo("asked"));
        Assert.That(broker.DeadLetters.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task An_ask_whose_time_is_over_before_its_turn_is_not_handled()
    {
        Broker broker = Listen();
        Blocked blocked = new();
        _ = broker.Spawn("blocked", () => blocked);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(Question(Frames.Correlation(1), "blocked\ntext", "first"), Limit);
        await blocked.BegunAsync(Limit);
        await dealer.SendAsync(Question(Frames.Correlation(2, timeToLive: 1), "blocked\ntext", "second"), Limit);
        await Eventually(() => broker.Find("blocked")!.MailboxCount == 1, "its time has begun");
        await Task.Delay(10, Limit);
        blocked.Go();
        Assert.That((await ReceiveTexts(dealer))[2], Is.EqualTo("first"));
        Assert.That((await ReceiveBytes(dealer))[0], Is.EqualTo(Frames.Correlation(2, timeToLive: 1, status: 4)));
        Assert.That(blocked.Handled, Is.EqualTo(new[] { "first" }));
        await Eventually(() => broker.DeadLetters.CountOf(DeadLetterReason.Expired) == 1, "counted after the answer");
    }

    [Test]
    public async Task A_full_mailbox_is_reported_as_overload_and_delays_no_other_actor()
    {
        Broker broker = Listen(new BrokerListenerOptions { MaxPendingDeliveriesPerActor = 1, DeliveryTimeout = Generous });
        Blocked blocked = new();
        _ = broker.Spawn("blocked", () => blocked, new ActorOptions { MailboxCapacity = 2 });
        _ = broker.Spawn("echo", Echo);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(Question(Frames.Correlation(100), "blocked\ntext", "current"), Limit);
        await blocked.BegunAsync(Limit);
        for (byte i = 1; i <= 4; i++)
        {
            // Two in the mailbox, one waits for space, one is too many.
            await dealer.SendAsync(Question(Frames.Correlation(i), "blocked\ntext", $"{i}"), Limit);
        }

        Assert.That((await ReceiveBytes(dealer))[0], Is.EqualTo(Frames.Correlation(4, status: 3)));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(1));
        await dealer.SendAsync(Question(Frames.Correlation(5), "echo", "still here"), Limit);
        Assert.That((await ReceiveTexts(dealer))[2], Is.EqualTo("still here"));
        blocked.Go(4);
        for (int i = 0; i < 4; i++)
        {
            Assert.That((await ReceiveBytes(dealer))[0][3], Is.Zero);
        }

        Assert.That(blocked.Handled, Is.EqualTo(new[] { "current", "1", "2", "3" }));
    }

    [Test]
    public async Task A_message_waits_for_room_for_a_bounded_time()
    {
        Broker broker = Listen(new BrokerListenerOptions { DeliveryTimeout = TimeSpan.FromMilliseconds(20) });
        Blocked blocked = new();
        _ = broker.Spawn("blocked", () => blocked, new ActorOptions { MailboxCapacity = 2 });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        for (byte i = 0; i < 5; i++)
        {
            await dealer.SendAsync(Question(Frames.Correlation(i == 0 ? 100ul : i), "blocked\ntext", $"{i}"), Limit);
            if (i == 0)
            {
                await blocked.BegunAsync(Limit);
            }
        }

        byte[][] statuses = [(await ReceiveBytes(dealer))[0], (await ReceiveBytes(dealer))[0]];
        Assert.That(statuses, Is.EquivalentTo(new[] { Frames.Correlation(3, status: 3), Frames.Correlation(4, status: 3) }));
        blocked.Go(3);
    }

    [Test]
    public async Task Too_many_asks_in_flight_are_reported_as_overload()
    {
        Broker broker = Listen(new BrokerListenerOptions { MaxInFlight = 2 });
        _ = broker.Spawn("later", static (_, context) =>
        {
            _ = context.ReplyLater();
            return default;
        });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        for (byte i = 1; i <= 3; i++)
        {
            await dealer.SendAsync(Question(Frames.Correlation(i), "later\ntext", ""), Limit);
        }

        Assert.That((await ReceiveBytes(dealer))[0], Is.EqualTo(Frames.Correlation(3, status: 3)));
    }

    [Test]
    public async Task A_broker_client_sends_the_format_of_a_plain_dealer()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using BrokerClient client = Connect(router.LastEndpoint);
        Task<Frame> ask = client.Actor("order/42").AskAsync<Frame>(Frame.FromText("payload"), TimeSpan.FromSeconds(60), Limit).AsTask();
        using MultipartMessage question = await router.ReceiveAsync(Limit);
        Assert.That(question.Count, Is.EqualTo(5));
        Assert.That(question[1].Span[..4].ToArray(), Is.EqualTo(new byte[] { 0x5A, 0x52, 0x01, 0x40 }));
        Assert.That(question[2].Length, Is.Zero);
        Assert.That(question[3].ToString(), Is.EqualTo("order/42"));
        Assert.That(question[4].ToString(), Is.EqualTo("payload"));
        question.Take(3).Dispose();
        await router.SendAsync(question.Move(), Limit);
        using Frame answer = await ask;
        Assert.That(answer.ToString(), Is.EqualTo("payload"));
    }

    internal static MultipartMessage Question(byte[] correlation, string address, string payload)
    {
        MultipartMessage message = MultipartMessage.Create();
        message.Add(correlation);
        message.Add(Frame.Empty());
        message.Add(address);
        message.Add(payload);
        return message;
    }
}
