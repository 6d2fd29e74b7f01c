namespace ZmqNative.Tests;

public sealed class RequestReplyTests : SocketTest
{
    [Test]
    public void A_request_gets_its_reply()
    {
        (Socket rep, Socket req) = Pair(SocketType.Rep, SocketType.Req);
        using (rep)
        using (req)
        {
            for (int i = 0; i < 10; i++)
            {
                SendTexts(req, $"question {i}", "detail");
                Assert.That(ReceiveTexts(rep), Is.EqualTo(new[] { $"question {i}", "detail" }));
                SendTexts(rep, $"answer {i}");
                Assert.That(ReceiveTexts(req), Is.EqualTo(new[] { $"answer {i}" }));
            }
        }
    }

    [Test]
    public void Both_sides_must_take_turns()
    {
        (Socket rep, Socket req) = Pair(SocketType.Rep, SocketType.Req);
        using (rep)
        using (req)
        {
            Assert.That(() => req.Receive(), Throws.TypeOf<SocketStateException>());
            Assert.That(() => rep.Send("unasked"), Throws.TypeOf<SocketStateException>());
            req.Send("question");
            Assert.That(
                () => req.Send("impatience"),
                Throws.TypeOf<SocketStateException>().With.Property("ErrorName").EqualTo("EFSM").And.Message.Contains("REQ"));
            Assert.That(ReceiveText(rep), Is.EqualTo("question"));
            Assert.That(() => rep.TryReceive(out _), Throws.TypeOf<SocketStateException>());
            rep.Send("answer");
            Assert.That(() => rep.Send("and another"), Throws.TypeOf<SocketStateException>());
            Assert.That(ReceiveText(req), Is.EqualTo("answer"));
            req.Send("next question");
            Assert.That(ReceiveText(rep), Is.EqualTo("next question"));
        }
    }

    [Test]
    public void A_refused_message_stays_whole_and_belongs_to_the_caller()
    {
        (Socket rep, Socket req) = Pair(SocketType.Rep, SocketType.Req);
        using (rep)
        using (req)
        {
            using MultipartMessage message = ["a", "b"];
            Assert.That(() => rep.Send(message), Throws.TypeOf<SocketStateException>());
            using Frame frame = Frame.FromText("c");
            Assert.That(() => rep.Send(frame), Throws.TypeOf<SocketStateException>());
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Texts(message), Is.EqualTo(new[] { "a", "b" }));
                Assert.That(frame.ToString(), Is.EqualTo("c"));
            }
        }
    }

    [Test]
    public void A_relaxed_requester_may_send_again_and_gets_the_reply_to_its_last_request()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket req = Connected(SocketType.Req, endpoint, static s =>
        {
            s.RequestRelaxed = true;
            s.RequestCorrelate = true;
        });
        req.Send("first");
        using MultipartMessage first = router.ReceiveMessage();
        req.Send("second");
        using MultipartMessage second = router.ReceiveMessage();
        using (Assert.EnterMultipleScope())
        {
            // routing id | request id | empty | body
            Assert.That(first.Count, Is.EqualTo(4));
            Assert.That(first[1].Length, Is.EqualTo(4));
            Assert.That(second[1].Span.SequenceEqual(first[1].Span), Is.False);
            Assert.That(second[3].ToString(), Is.EqualTo("second"));
        }

        router.Send(first);
        router.Send(second);
        Assert.That(ReceiveText(req), Is.EqualTo("second"), "the reply to the first request is dropped");
    }

    [Test]
    public void Requests_go_to_several_servers_in_turn()
    {
        using Socket first = Bound(SocketType.Rep, out string firstEndpoint);
        using Socket second = Bound(SocketType.Rep, out string secondEndpoint);
        using Socket req = Connected(SocketType.Req, firstEndpoint);
        req.Connect(secondEndpoint);
        for (int i = 0; i < 4; i++)
        {
            Socket server = i % 2 == 0 ? first : second;
            req.Send($"{i}");
            Assert.That(ReceiveText(server), Is.EqualTo($"{i}"));
            server.Send("done");
            Assert.That(ReceiveText(req), Is.EqualTo("done"));
        }
    }

    [Test]
    public void A_reply_to_a_client_that_disconnected_is_dropped()
    {
        using Socket rep = Bound(SocketType.Rep, out string endpoint);
        using (Socket ended = Connected(SocketType.Req, endpoint))
        {
            ended.Send("question");
            Assert.That(ReceiveText(rep), Is.EqualTo("question"));
        }

        rep.Send("without a receiver");
        using Socket next = Connected(SocketType.Req, endpoint);
        next.Send("next");
        Assert.That(ReceiveText(rep), Is.EqualTo("next"));
        rep.Send("answer");
        Assert.That(ReceiveText(next), Is.EqualTo("answer"));
    }

    [Test]
    public void A_dealer_sends_requests_to_a_replier_with_an_empty_first_frame()
    {
        (Socket rep, Socket dealer) = Pair(SocketType.Rep, SocketType.Dealer);
        using (rep)
        using (dealer)
        {
            SendTexts(dealer, "id", "", "question");
            SendTexts(dealer, "no delimiter");
            SendTexts(dealer, "", "next");
            Assert.That(ReceiveTexts(rep), Is.EqualTo(new[] { "question" }));
            rep.Send("answer");
            Assert.That(ReceiveTexts(dealer), Is.EqualTo(new[] { "id", "", "answer" }));
            Assert.That(ReceiveTexts(rep), Is.EqualTo(new[] { "next" }), "a message without a delimiter is dropped");
        }
    }
}
