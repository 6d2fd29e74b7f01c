namespace ZmqNative.Patterns.Tests.Pairs;

/// <summary>Two successive peers never get each other's answers, and a refused peer is served later.</summary>
public sealed class PairRenewalTests : PatternsTest
{
    [Test]
    public async Task A_pair_whose_ConfigureSocket_fails_for_a_while_is_connected_when_it_works_again()
    {
        int sockets = 0;
        PairServer first = new(AnyPort, static message => $"first {message.Text}", On(new PairOptions()));
        string endpoint = first.LastEndpoint;
        await using PairClient client = new(
            endpoint,
            On(new PairOptions
            {
                ConfigureSocket = _ =>
                {
                    // The first call is the constructor's; code of a program may throw any exception.
                    if (Interlocked.Increment(ref sockets) is 2 or 3)
                    {
                        throw new IOException("a key file that is being written");
                    }
                },
            }));
        Assert.That(await UntilAnsweredAsync(client, "one"), Is.EqualTo("first one"));
        await first.DisposeAsync();

        await using PairServer second = await Again(
            () => new PairServer(endpoint, static message => $"second {message.Text}", On(new PairOptions())));
        Assert.That(await UntilAnsweredAsync(client, "two"), Is.EqualTo("second two"));
        Assert.That(sockets, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public async Task The_answer_to_a_disconnected_peer_is_dropped_and_the_next_peer_gets_its_own()
    {
        Gate gate = new();
        await using PairServer server = new(AnyPort, gate.AnswerAsync, On(new PairOptions()));
        PairClient first = new(server.LastEndpoint, On(new PairOptions()));
        Task<string> lost = first.RequestAsync("one", Generous, Limit).AsTask();
        await gate.Arrived.Task.WaitAsync(Limit);
        await server.WaitForPeersAsync(1, Limit);
        await first.DisposeAsync();
        Assert.That(async () => await lost, Throws.InstanceOf<ObjectDisposedException>());

        await using PairClient second = new(server.LastEndpoint, On(new PairOptions()));
        Task<string> answer = UntilAnsweredAsync(second, "two");
        await Eventually(() => server.ConnectedPeers == 0, "the server knows");
        gate.Open.SetResult();

        Assert.That(await answer, Is.EqualTo("re two"));

        // The second may have sent a request over the native socket of the first; that request is lost with the socket.
        Assert.That(server.Statistics.Dropped, Is.GreaterThanOrEqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Requests_before_a_disconnect_fail_and_their_answers_are_dropped(bool inproc)
    {
        Gate gate = new();
        await using PairServer server = new(inproc ? Inproc() : AnyPort, gate.AnswerAsync, On(new PairOptions()));
        string endpoint = server.LastEndpoint;
        await using PairClient client = new(endpoint, On(new PairOptions()));
        Task<string> before = client.RequestAsync("one", Generous, Limit).AsTask();
        await gate.Arrived.Task.WaitAsync(Limit);
        if (!inproc)
        {
            await server.WaitForPeersAsync(1, Limit);
        }

        client.Disconnect(endpoint);

        Assert.That(async () => await before, Throws.InstanceOf<PeerLostException>());
        client.Connect(endpoint);
        if (inproc)
        {
            // A foreign server does not track connections: the client itself must not take the old answer for the new one.
            gate.Open.SetResult();
            await Eventually(() => server.Statistics.Received == 1, "the first request");
            return;
        }

        Task<string> after = UntilAnsweredAsync(client, "two");
        await Eventually(() => server.ConnectedPeers == 0, "the server knows");
        gate.Open.SetResult();
        Assert.That(await after, Is.EqualTo("re two"));
        Assert.That(client.Statistics.Malformed, Is.Zero);
    }

    [Test]
    public async Task A_client_that_a_foreign_server_refused_is_served_when_the_place_is_free()
    {
        await using AsyncSocket server = Bound(SocketType.Pair, AnyPort);
        await using AsyncSocket first = Connected(SocketType.Pair, server.LastEndpoint);
        await first.SendAsync("first"u8.ToArray(), Limit);
        Assert.That(await ReceiveTexts(server), Is.EqualTo(["first"]));
        await using PairClient second = new(server.LastEndpoint, On(new PairOptions()));
        await second.WaitForPeersAsync(1, Limit);

        // A corrected libzmq ends the connection, which may be before or after the request was sent; another libzmq reports nothing.
        Assert.That(
            async () => await second.RequestAsync("refused", TimeSpan.FromMilliseconds(100), Limit),
            Throws.InstanceOf<RequestTimeoutException>().Or.InstanceOf<PeerLostException>());

        await first.DisposeAsync();
        Task<string> answer = UntilAnsweredAsync(second, "two");

        // A request that is late is sent again, over another connection.
        await Eventually(
            () =>
            {
                if (server.TryReceive(out MultipartMessage request))
                {
                    using (request)
                    {
                        Assert.That(request.ToString(), Is.EqualTo("two"));
                        _ = server.TrySend("re two"u8);
                    }
                }

                return answer.IsCompleted;
            },
            "the answer");
        Assert.That(await answer, Is.EqualTo("re two"));
    }

    [Test]
    public async Task Forty_clients_that_connect_and_disconnect_are_all_answered()
    {
        await using PairServer server = new(AnyPort, static request => "re " + request.Text, On(new PairOptions()));

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await using PairClient client = new(server.LastEndpoint, On(new PairOptions()));
            return await UntilAnsweredAsync(client, $"{i}");
        }));

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 40).Select(i => $"re {i}")));
    }

    [Test]
    public async Task Messages_that_a_peer_sent_before_it_disconnected_are_received()
    {
        const int Messages = 500;
        await using PairServer server = new(AnyPort, On(new PairOptions()));
        await using (PairClient client = new(server.LastEndpoint, On(new PairOptions { Linger = Generous })))
        {
            for (int i = 0; i < Messages; i++)
            {
                await client.SendAsync($"{i}", Limit);
            }
        }

        for (int i = 0; i < Messages; i++)
        {
            using ReceivedMessage work = await server.ReceiveAsync(Limit);
            Assert.That(work.Text, Is.EqualTo($"{i}"));
        }

        // The next peer is served by another native socket, at the same port. Messages that it sends before that is bound are lost.
        await using PairClient next = new(server.LastEndpoint, On(new PairOptions()));
        Task<ReceivedMessage> receive = server.ReceiveAsync(Limit).AsTask();
        await Eventually(
            () =>
            {
                _ = next.SendAsync("next", Limit).AsTask();
                return receive.IsCompleted;
            },
            "the next peer");
        using ReceivedMessage last = await receive;
        Assert.That(last.Text, Is.EqualTo("next"));
    }

    [Test]
    public async Task Each_client_gets_its_own_answers_whatever_happens_to_the_connections()
    {
        await using PairServer server = new(
            AnyPort,
            static async (request, _) =>
            {
                await Task.Yield();
                return "re " + request.Text;
            },
            On(new PairOptions()));
        string endpoint = server.LastEndpoint;
        int wrong = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async c =>
        {
            await using PairClient client = new(endpoint, On(new PairOptions()));
            Random random = new(c);
            for (int i = 0; i < 15; i++)
            {
                Task<string>[] asked = [.. Enumerable.Range(0, 4).Select(j => AskAsync(client, $"{c} {i} {j}"))];
                await Task.WhenAny(asked);
                if (random.Next(2) == 0)
                {
                    client.Disconnect(endpoint);
                    client.Connect(endpoint);
                }

                string[] answers = await Task.WhenAll(asked);
                for (int j = 0; j < answers.Length; j++)
                {
                    wrong += answers[j].Length == 0 || answers[j] == $"re {c} {i} {j}" ? 0 : 1;
                }
            }
        }));

        Assert.That(wrong, Is.Zero);

        async Task<string> AskAsync(PairClient client, string text)
        {
            try
            {
                return await client.RequestAsync(text, TimeSpan.FromMilliseconds(300), Limit);
            }
            catch (Exception exception) when (exception is PeerLostException or RequestTimeoutException)
            {
                return string.Empty;
            }
        }
    }

    private async Task<string> UntilAnsweredAsync(PairClient client, string text)
    {
        while (true)
        {
            try
            {
                return await client.RequestAsync(text, TimeSpan.FromSeconds(1), Limit);
            }
            catch (Exception exception) when (exception is PeerLostException or RequestTimeoutException)
            {
                Limit.ThrowIfCancellationRequested();
            }
        }
    }

    // Answers only when it is open.
    private sealed class Gate
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Payload> AnswerAsync(ReceivedMessage request, CancellationToken cancellationToken)
        {
            string text = request.Text;
            Arrived.TrySetResult();
            await Open.Task.WaitAsync(cancellationToken);
            return "re " + text;
        }
    }
}
