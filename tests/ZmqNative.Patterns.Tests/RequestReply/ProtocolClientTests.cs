namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Requests and replies of a protocol whose ids are read by functions.</summary>
public sealed class ProtocolClientTests : ProtocolTest
{
    [Test]
    public async Task Replies_of_several_requests_are_distinguished_in_any_order()
    {
        const int Requests = 50;
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        Task<string>[] single = [.. Enumerable.Range(0, Requests).Select(i => Body(client.RequestAsync(Ask($"s{i}"), Generous, Limit)))];
        Task<string[]>[] streams =
            [.. Enumerable.Range(0, Requests).Select(i => Bodies(client.RequestStreamAsync(Ask($"m{i}"), Generous, Limit)))];
        List<(byte[] Peer, string Id)> received = [];
        for (int i = 0; i < 2 * Requests; i++)
        {
            received.Add(await ReceiveRequest(router));
        }

        Assert.That(client.InFlight, Is.EqualTo(2 * Requests));
        received.Reverse();
        foreach (string kind in new[] { "more", "more", "last" })
        {
            foreach ((byte[] peer, string id) in received.Where(r => kind == "last" || r.Id.StartsWith('m')))
            {
                await Reply(router, peer, id, kind, $"{kind} of {id}");
            }
        }

        Assert.That(await Task.WhenAll(single), Is.EqualTo(Enumerable.Range(0, Requests).Select(static i => $"last of s{i}")));
        for (int i = 0; i < Requests; i++)
        {
            Assert.That(await streams[i], Is.EqualTo(new[] { $"more of m{i}", $"more of m{i}", $"last of m{i}" }));
        }

        Assert.That((client.InFlight, client.UnsolicitedMessages, client.Statistics.Dropped), Is.EqualTo((0, 0L, 0L)));
    }

    [Test]
    public async Task Ids_may_be_numbers_guids_or_bytes()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await AskAs(static m => BitConverter.ToInt64(m[0].Span), BitConverter.GetBytes(42L));
        await AskAs(static m => new Guid(m[0].Span), Guid.NewGuid().ToByteArray());
        await AskAs(static m => new BinaryId(m[0].Span), [0, 255, 1]);

        async Task AskAs<TId>(Func<MultipartMessage, TId> id, byte[] bytes)
            where TId : notnull, IEquatable<TId>
        {
            await using ProtocolClient<TId> client = new(router.LastEndpoint, id, id, options: On(new ProtocolClientOptions()));
            ValueTask<MultipartMessage> request = client.RequestAsync(MultipartMessage.Create(bytes, "question"u8), Generous, Limit);
            await router.SendAsync(await router.ReceiveAsync(Limit), Limit);
            using MultipartMessage reply = await request;
            Assert.That(reply[0].Span.ToArray(), Is.EqualTo(bytes));
        }
    }

    [Test]
    public void Ids_are_equal_by_content()
    {
        BinaryId id = new("abc"u8);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(id, Is.EqualTo(new BinaryId("abc"u8)));
            Assert.That(id == new BinaryId("abd"u8), Is.False);
            Assert.That(id.GetHashCode(), Is.EqualTo(new BinaryId("abc"u8).GetHashCode()));
            Assert.That(default(BinaryId), Is.EqualTo(new BinaryId([])));
            Assert.That(id.ToString(), Is.EqualTo("616263"));
            Assert.That(
                () => new ProtocolClient<ReadOnlyMemory<byte>>(Inproc(), static m => m[0].Memory, static m => m[0].Memory),
                Throws.ArgumentException.With.Message.Contains(nameof(BinaryId)));
        }
    }

    [Test]
    public async Task Messages_without_a_request_are_unsolicited()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        Task<string> request = Body(client.RequestAsync(Ask("a"), Generous, Limit));
        (byte[] peer, _) = await ReceiveRequest(router);
        await Reply(router, peer, "unknown", "last", "not read yet");
        await Eventually(() => client.Statistics.Dropped == 1, "the first message");
        Assert.That(client.UnsolicitedMessages, Is.EqualTo(1));

        IAsyncEnumerable<MultipartMessage> unsolicited = client.ReadUnsolicitedAsync(Limit);
        await Reply(router, peer, "unknown", "last", "1");
        await Reply(router, peer, string.Empty, "more", "2");
        await Reply(router, peer, "a", "last", "answer");
        await Reply(router, peer, "a", "last", "3");
        Assert.That(await request, Is.EqualTo("answer"));
        List<string> bodies = [];
        await foreach (MultipartMessage message in unsolicited)
        {
            bodies.Add(message[2].ToString());
            if (bodies.Count == 3)
            {
                break;
            }
        }

        Assert.That(bodies, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That((client.UnsolicitedMessages, client.Statistics.Dropped, client.Statistics.Malformed), Is.EqualTo((4L, 1L, 0L)));
    }

    [Test]
    public async Task A_full_queue_of_unsolicited_messages_drops_and_counts()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        ProtocolClient<string> client = Client(router, new ProtocolClientOptions { MaxQueuedMessages = 2 });
        _ = client.ReadUnsolicitedAsync(Limit);
        Task<string> request = Body(client.RequestAsync(Ask("a"), Generous, Limit));
        (byte[] peer, _) = await ReceiveRequest(router);
        for (int i = 0; i < 5; i++)
        {
            await Reply(router, peer, "unknown", "last", $"{i}");
        }

        await Reply(router, peer, "a", "last", "answer");
        Assert.That(await request, Is.EqualTo("answer"));
        await client.DisposeAsync();
        Assert.That(
            (client.UnsolicitedMessages, client.Statistics.Dropped, client.Statistics.Unhandled), Is.EqualTo((5L, 3L, 2L)));
    }

    [Test]
    public async Task A_reply_that_is_not_final_is_dropped_where_one_is_awaited()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        Task<string> request = Body(client.RequestAsync(Ask("a"), Generous, Limit));
        (byte[] peer, _) = await ReceiveRequest(router);
        await Reply(router, peer, "a", "more", "not yet");
        await Reply(router, peer, "a", "last", "answer");

        Assert.That(await request, Is.EqualTo("answer"));
        Assert.That((client.UnsolicitedMessages, client.Statistics.Dropped), Is.EqualTo((0L, 1L)));
    }

    [Test]
    public async Task An_id_is_in_flight_once()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        for (int i = 0; i < 3; i++)
        {
            Task<string> first = Body(client.RequestAsync(Ask("same"), Generous, Limit));
            ValueTask<MultipartMessage> second = client.RequestAsync(Ask("same"), Generous, Limit);
            Assert.That(async () => await second, Throws.InvalidOperationException.With.Message.Contains("the id same"));
            Assert.That(
                async () => await Bodies(client.RequestStreamAsync(Ask("same"), Generous, Limit)), Throws.InvalidOperationException);
            (byte[] peer, _) = await ReceiveRequest(router);
            await Reply(router, peer, "same", "last", "answer");
            Assert.That(await first, Is.EqualTo("answer"));
        }

        Assert.That((client.InFlight, client.Statistics.Sent), Is.EqualTo((0, 3L)));
    }

    [Test]
    public async Task One_request_too_many_fails()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router, new ProtocolClientOptions { MaxInFlight = 1 });
        Task<string> first = Body(client.RequestAsync(Ask("1"), Generous, Limit));
        ValueTask<MultipartMessage> second = client.RequestAsync(Ask("2"), Generous, Limit);

        Assert.That(async () => await second, Throws.InvalidOperationException.With.Message.Contains("MaxInFlight"));
        await Reply(router, (await ReceiveRequest(router)).Peer, "1", "last", "answer");
        Assert.That(await first, Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_stream_that_is_left_early_ends_its_request()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        Task reader = Task.Run(async () =>
        {
            await foreach (MultipartMessage reply in client.RequestStreamAsync(Ask("a"), Generous, Limit))
            {
                Assert.That(reply[2].ToString(), Is.EqualTo("first"));
                break;
            }
        });
        (byte[] peer, _) = await ReceiveRequest(router);
        await Reply(router, peer, "a", "more", "first");
        await reader;
        Assert.That(client.InFlight, Is.Zero);

        await Reply(router, peer, "a", "last", "late");
        await Eventually(() => client.UnsolicitedMessages == 1, "the late reply");
        Task<string> again = Body(client.RequestAsync(Ask("a"), Generous, Limit));
        await Reply(router, (await ReceiveRequest(router)).Peer, "a", "last", "answer");
        Assert.That(await again, Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_reply_of_a_stream_can_be_kept()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(router);
        List<MultipartMessage> kept = [];
        Task reader = Task.Run(async () =>
        {
            await foreach (MultipartMessage reply in client.RequestStreamAsync(Ask("a"), Generous, Limit))
            {
                kept.Add(reply.Move());
            }
        });
        (byte[] peer, _) = await ReceiveRequest(router);
        await Reply(router, peer, "a", "more", "first");
        await Reply(router, peer, "a", "last", "second");
        await reader;

        Assert.That(kept.Select(static m => m[2].ToString()), Is.EqualTo(new[] { "first", "second" }));
        kept.ForEach(static m => m.Dispose());
    }

    [TestCase(4, 64L * 1024 * 1024)]
    [TestCase(1000, 25L)]
    public async Task A_stream_whose_reader_is_too_slow_fails(int messages, long bytes)
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using ProtocolClient<string> client = Client(
            router, new ProtocolClientOptions { MaxQueuedMessages = messages, MaxQueuedBytes = bytes });
        await using IAsyncEnumerator<MultipartMessage> replies =
            client.RequestStreamAsync(Ask("a"), Generous, Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> first = replies.MoveNextAsync();
        (byte[] peer, _) = await ReceiveRequest(router);
        await Reply(router, peer, "a", "more", "0");
        Assert.That(await first, Is.True);

        // Six bytes each.
        for (int i = 1; i <= 5; i++)
        {
            await Reply(router, peer, "a", "more", $"{i}");
        }

        await Eventually(() => client.InFlight == 0, "the end of the request");
        for (int i = 1; i <= 4; i++)
        {
            Assert.That(await replies.MoveNextAsync(), Is.True);
            Assert.That(replies.Current[2].ToString(), Is.EqualTo($"{i}"));
        }

        Assert.That(
            async () => await replies.MoveNextAsync(), Throws.InstanceOf<ReplyQueueFullException>().With.Message.Contains("MaxQueuedMessages"));
        Assert.That(client.Statistics.Dropped, Is.EqualTo(1));
    }

    [Test]
    public async Task Options_and_functions_are_checked()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (ProtocolClientOptions wrong in new ProtocolClientOptions[]
            {
                new() { MaxInFlight = 0 }, new() { MaxInFlight = 1 << 20 }, new() { MaxQueuedMessages = 0 }, new() { MaxQueuedBytes = 0 },
                new() { RequestTimeout = TimeSpan.Zero },
            })
            {
                Assert.That(
                    () => new ProtocolClient<string>(Inproc(), static _ => "", static _ => "", options: On(wrong)),
                    Throws.InstanceOf<ArgumentOutOfRangeException>());
            }

            Assert.That(() => new ProtocolClient<string>(Inproc(), null!, static _ => ""), Throws.ArgumentNullException);
            Assert.That(() => new ProtocolClient<string>(Inproc(), static _ => "", null!), Throws.ArgumentNullException);
            Assert.That(() => new ProtocolClient<string>("", static _ => "", static _ => "", options: On(new ProtocolClientOptions())), Throws.ArgumentException);
        }

        await NothingAliveBut(0);
    }
}
