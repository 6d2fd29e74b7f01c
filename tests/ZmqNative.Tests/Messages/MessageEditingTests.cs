namespace ZmqNative.Tests;

public sealed class MessageEditingTests : SocketTest
{
    [Test]
    public void A_collection_expression_makes_a_message_of_texts_bytes_and_frames()
    {
        byte[] bytes = [1, 2];
        Frame frame = Frame.FromText("frame");
        using MultipartMessage message = ["text", bytes, "utf-8"u8, frame, ""];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Texts(message), Is.EqualTo(new[] { "text", "\u0001\u0002", "utf-8", "frame", "" }));
            Assert.That(frame.IsAlive, Is.False, "it belongs to the message");
        }
    }

    [Test]
    public void A_collection_expression_may_spread_texts_and_messages()
    {
        string[] texts = ["b", "c"];
        using MultipartMessage first = ["a"];
        using MultipartMessage message = [.. first, .. texts, "d"];
        Assert.That(Texts(message), Is.EqualTo(new[] { "a", "b", "c", "d" }));
    }

    [Test]
    public void An_empty_collection_expression_makes_a_message_to_be_filled()
    {
        using MultipartMessage message = [];
        message.Add("a");
        Assert.That(message.ToString(), Is.EqualTo("a"));
    }

    [Test]
    public void A_collection_expression_may_be_sent()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            push.Send(["42", "hello"]);
            Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "42", "hello" }));
        }
    }

    [Test]
    public void Frames_of_a_message_that_cannot_be_made_are_disposed()
    {
        Frame kept = Frame.FromText("kept");
        Frame ended = Frame.FromText("gone");
        ended.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => MultipartMessage.Create("a", (string)null!, kept, "b"), Throws.ArgumentNullException);
            Assert.That(kept.IsAlive, Is.False);
            Assert.That(() => MultipartMessage.Create("a", (byte[])null!), Throws.ArgumentNullException);
            Assert.That(() => MultipartMessage.Create("a", ended, "b"), Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void A_frame_is_found_by_its_bytes()
    {
        using MultipartMessage message = ["id", "", "<IDS|MSG>", "", "body"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.IndexOf("<IDS|MSG>"u8), Is.EqualTo(2));
            Assert.That(message.IndexOf(default), Is.EqualTo(1), "the first empty frame");
            Assert.That(message.IndexOf("<IDS|MSG"u8), Is.EqualTo(-1));
        }
    }

    [Test]
    public void A_slice_is_a_message_of_its_own()
    {
        int released = 0;
        MultipartMessage message = ["a", Frame.Wrap(new byte[100_000], _ => Interlocked.Increment(ref released)), "c"];
        using (MultipartMessage slice = message[1..])
        {
            Assert.That((message.Count, slice.Count), Is.EqualTo((3, 2)));
            message.Dispose();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(slice[0].Length, Is.EqualTo(100_000));
                Assert.That(slice[1].ToString(), Is.EqualTo("c"));
                Assert.That(released, Is.Zero, "the bytes are shared");
            }
        }

        Assert.That(released, Is.EqualTo(1));
    }

    [Test]
    public void A_range_that_is_not_inside_the_message_is_refused()
    {
        using MultipartMessage message = ["a", "b"];
        using MultipartMessage none = message.Slice(2, 0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(none.Count, Is.Zero);
            foreach ((int start, int length) in new[] { (-1, 1), (3, 0), (1, 2), (0, -1), (int.MaxValue, int.MaxValue) })
            {
                Assert.That(() => message.Slice(start, length), Throws.TypeOf<ArgumentOutOfRangeException>());
                Assert.That(() => message.TakeRange(start, length), Throws.TypeOf<ArgumentOutOfRangeException>());
            }

            Assert.That(message.ToString(), Is.EqualTo("a | b"));
        }
    }

    [Test]
    public void A_range_of_frames_is_taken_out()
    {
        for (int start = 0; start <= 6; start++)
        {
            for (int count = 0; count <= 6 - start; count++)
            {
                // Taken from the front before, so that the list does not begin at its first place.
                List<string> expected = ["1", "2", "3", "4", "5", "6"];
                using MultipartMessage message = ["0", .. expected];
                message.Take(0).Dispose();
                using MultipartMessage taken = message.TakeRange(start, count);
                Assert.That(Texts(taken), Is.EqualTo(expected.GetRange(start, count)));
                expected.RemoveRange(start, count);
                Assert.That(Texts(message), Is.EqualTo(expected));
                message.Insert(0, "first");
                message.Add("last");
                Assert.That(Texts(message), Is.EqualTo(new[] { "first" }.Concat(expected).Append("last")));
            }
        }
    }

    [Test]
    public void The_frames_of_another_message_are_appended()
    {
        MultipartMessage second = ["b", "c"];
        using MultipartMessage message = ["a"];
        message.AddRange(second);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.ToString(), Is.EqualTo("a | b | c"));
            Assert.That(second.IsAlive, Is.False);
            Assert.That(() => message.AddRange(second), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => message.AddRange(message), Throws.ArgumentException);
            Assert.That(message.Count, Is.EqualTo(3));
        }
    }

    [Test]
    public void A_message_with_a_disposed_frame_is_not_appended()
    {
        using MultipartMessage message = ["a"];
        using MultipartMessage second = ["b", "c"];
        second[1].Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => message.AddRange(second), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => second.TakeRange(0, 2), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(message.ToString(), Is.EqualTo("a"));
            Assert.That(second[0].ToString(), Is.EqualTo("b"));
        }
    }

    [Test]
    public void A_range_is_taken_out_of_a_message_with_a_disposed_frame_behind_it()
    {
        using MultipartMessage message = ["a", "b", "c"];
        message[2].Dispose();
        using MultipartMessage taken = message.TakeRange(0, 2);
        Assert.That((taken.ToString(), message.Count), Is.EqualTo(("a | b", 1)));
    }

    [Test]
    public void The_envelope_of_a_request_routes_the_reply()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket request = Connected(SocketType.Req, endpoint);
        request.Send("question");
        using MultipartMessage received = router.ReceiveMessage();
        Assert.That(received.TryTakeEnvelope(out MultipartMessage envelope), Is.True);
        using (envelope)
        {
            Assert.That((envelope.Count, received.ToString()), Is.EqualTo((2, "question")));
            envelope.Add("answer");
            router.Send(envelope);
        }

        Assert.That(ReceiveText(request), Is.EqualTo("answer"));
    }

    [Test]
    public void A_message_without_an_empty_frame_has_no_envelope()
    {
        using MultipartMessage message = ["id", "body"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.TryTakeEnvelope(out MultipartMessage envelope), Is.False);
            Assert.That(envelope.IsAlive, Is.False);
            Assert.That(message.Count, Is.EqualTo(2));
        }
    }

    [Test]
    public void A_message_received_over_another_one_may_be_taken_apart()
    {
        // The first frame of a received message is in a core that belongs to the message.
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            using MultipartMessage all = [];
            for (int i = 0; i < 10; i++)
            {
                push.Send(["a", "b"]);
                using MultipartMessage message = pull.ReceiveMessage();
                all.AddRange(i % 2 == 0 ? message.TakeRange(0, 1) : message.Move());
            }

            push.Send(all);
            Assert.That(string.Concat(ReceiveTexts(pull)), Is.EqualTo("aabaabaabaabaab"));
        }
    }

    [Test]
    public void The_bytes_of_a_frame_are_copied_into_an_array()
    {
        byte[] bytes;
        using (Frame frame = Frame.FromText("text"))
        {
            bytes = frame.ToArray();
        }

        Assert.That(bytes, Is.EqualTo("text"u8.ToArray()));
    }

    [Test]
    public void An_empty_collection_expression_is_an_empty_frame_and_no_message_without_frames()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        push.Send([]);
        Assert.That(push.TrySend([]), Is.True);
        Assert.That(push.TrySend([], Generous), Is.True);
        for (int i = 0; i < 3; i++)
        {
            using MultipartMessage message = pull.ReceiveMessage();
            Assert.That((message.Count, message.TotalLength), Is.EqualTo((1, 0L)));
        }
    }
}
