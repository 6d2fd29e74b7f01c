namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Requests whose connection ends before the reply arrives.</summary>
public sealed class LostConnectionTests : PatternsTest
{
    private static readonly RequestClientOptions Patient = new() { RequestTimeout = Generous };

    [Test]
    public async Task A_request_whose_only_server_is_lost_fails_at_once()
    {
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(server.LastEndpoint, On(Patient));
        Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
        _ = await ReceiveTexts(server);

        await server.DisposeAsync();

        ConnectionLostException? lost = await Assert.ThrowsAsync<ConnectionLostException>(async () => await request);
        Assert.That((lost!.MayHaveBeenHandled, client.InFlight), Is.EqualTo((true, 0)));
    }

    [Test]
    [Repeat(50)]
    public async Task Replies_that_arrived_before_the_connection_ended_are_read([Values] bool isEndSeenByTheReactor)
    {
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        await using Reactor reactor = new();
        await using RequestClient client = new(server.LastEndpoint, Patient with { Context = Context, Reactor = reactor });
        Task<string>[] requests = [.. Enumerable.Range(0, 20).Select(i => client.RequestAsync($"{i}", cancellationToken: Limit).AsTask())];
        MultipartMessage[] received = new MultipartMessage[requests.Length];
        for (int i = 0; i < received.Length; i++)
        {
            received[i] = await server.ReceiveAsync(Limit);
        }

        // The client gets the replies and the end of the connection at the same time.
        using SemaphoreSlim held = new(0);
        Task holding = Task.Run(() => client.Socket.Configure(_ =>
        {
            held.Release();
            while (client.ConnectedPeers > 0 && !Limit.IsCancellationRequested)
            {
                if (!isEndSeenByTheReactor)
                {
                    client.Socket.Connections!.Pump();
                }

                Thread.Yield();
            }
        }));
        await held.WaitAsync(Limit);
        foreach (MultipartMessage request in received)
        {
            await server.SendAsync(request, Limit);
        }

        await server.DisposeAsync();
        await holding;
        if (!Zmq.Has("zmqnative"))
        {
            // Another libzmq discards the messages received over a connection that ended.
            return;
        }

        Assert.That(await Task.WhenAll(requests), Is.EqualTo(Enumerable.Range(0, requests.Length).Select(static i => $"{i}")));
    }

    [Test]
    public async Task A_request_over_a_connection_that_this_side_ends_fails_at_once()
    {
        await using AsyncSocket server = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(server.LastEndpoint, On(Patient));
        Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
        _ = await ReceiveTexts(server);

        client.Disconnect(server.LastEndpoint);

        Assert.That(async () => await request, Throws.InstanceOf<ConnectionLostException>());
    }

    [Test]
    public async Task A_request_over_a_connection_that_ends_before_its_begin_was_read_fails_at_once()
    {
        // The server's receive continues on the reactor's thread, before the events of the client's connection are read, in most rounds.
        for (int i = 0; i < 200; i++)
        {
            await using AsyncSocket server = Bound(SocketType.Router, AnyPort);
            await using RequestClient client = new(server.LastEndpoint, On(Patient));
            Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
            (await server.ReceiveAsync(Limit).ConfigureAwait(false)).Dispose();
            client.Disconnect(server.LastEndpoint);
            Assert.That(async () => await request, Throws.InstanceOf<ConnectionLostException>());
        }
    }

    [Test]
    public async Task Without_the_option_a_request_waits_for_a_server_that_answers_over_the_next_connection()
    {
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        string endpoint = server.LastEndpoint;
        await using RequestClient client = new(endpoint, On(Patient with { FailOnDisconnect = false }));
        Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
        byte[][] question = await ReceiveBytes(server);

        // The request may be here before the client has read that it is connected: no peers would not be the loss yet.
        await client.WaitForPeersAsync(1, Limit);
        await server.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 0, "the loss");

        // The loss is reported before the pipe is gone, and a request that is written to it is lost; the next handshake comes after it.
        await using AsyncSocket again = await Again(() => Bound(SocketType.Router, endpoint));
        await client.WaitForPeersAsync(1, Limit);
        Task<string> next = client.RequestAsync("y", cancellationToken: Limit).AsTask();
        byte[][] second = await ReceiveBytes(again);
        await again.SendAsync([second[0], question[1], "", "re x"u8], Limit);
        await again.SendAsync([second[0], second[1], "", "re y"u8], Limit);

        Assert.That((await request, await next), Is.EqualTo(("re x", "re y")));
    }

    [Test]
    public async Task A_request_waits_while_another_server_is_connected()
    {
        AsyncSocket first = Bound(SocketType.Router, AnyPort);
        AsyncSocket second = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new($"{first.LastEndpoint},{second.LastEndpoint}", On(Patient));
        await client.WaitForPeersAsync(2, Limit);
        Task<string>[] requests = [client.RequestAsync("1", cancellationToken: Limit).AsTask(), client.RequestAsync("2", cancellationToken: Limit).AsTask()];
        _ = await ReceiveTexts(first);
        byte[][] question = await ReceiveBytes(second);

        await first.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 1, "the loss");
        await second.SendAsync([question[0], question[1], "", "answer"u8], Limit);
        Task<string> answered = await Task.WhenAny(requests);
        Assert.That(await answered, Is.EqualTo("answer"));
        Assert.That(client.InFlight, Is.EqualTo(1));

        await second.DisposeAsync();
        Assert.That(async () => await requests.Single(request => request != answered), Throws.InstanceOf<ConnectionLostException>());
    }

    [Test]
    public async Task A_request_that_was_not_sent_yet_waits_for_the_next_connection()
    {
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        string endpoint = server.LastEndpoint;
        await using RequestClient client = new(endpoint, On(Patient));
        await client.WaitForPeersAsync(1, Limit);
        await server.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 0, "the loss");
        Task<string> request = client.RequestAsync("x", cancellationToken: Limit).AsTask();
        await Eventually(() => client.Socket.PendingSends == 1, "the request waits to be sent");

        await using ReplyServer again = await Again(() => new ReplyServer(endpoint, static _ => "answer", On(new ReplyServerOptions())));

        Assert.That(await request, Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_timeout_reports_whether_the_request_was_sent()
    {
        await using AsyncSocket server = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        await client.WaitForPeersAsync(1, Limit);
        RequestTimeoutException? sent = await Assert.ThrowsAsync<RequestTimeoutException>(
            async () => await client.RequestAsync("x", TimeSpan.FromMilliseconds(20), Limit));

        // Nothing listens on port 1.
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using RequestClient alone = new("tcp://127.0.0.1:1", On(new RequestClientOptions(), reactor));
        Task<string> waiting = alone.RequestAsync("x", TimeSpan.FromSeconds(1), Limit).AsTask();
        await Eventually(() => alone.Socket.PendingSends == 1, "the request waits to be sent");
        time.Advance(TimeSpan.FromSeconds(2));
        RequestTimeoutException? unsent = await Assert.ThrowsAsync<RequestTimeoutException>(async () => await waiting);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(sent!.MayHaveBeenHandled, Is.True, sent.Message);
            Assert.That(unsent!.MayHaveBeenHandled, Is.False, unsent.Message);
            Assert.That(unsent.Message, Does.Contain("The request was not sent"));
            Assert.That((alone.InFlight, alone.Socket.PendingSends), Is.EqualTo((0, 0)));
        }
    }

    [Test]
    public async Task An_idempotent_request_is_sent_again_over_the_next_connection()
    {
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        string endpoint = server.LastEndpoint;
        await using RequestClient client = new(endpoint, On(Patient));
        Task<ReceivedMessage> request = client.RequestIdempotentAsync("x"u8.ToArray(), cancellationToken: Limit).AsTask();
        _ = await ReceiveTexts(server);
        await server.DisposeAsync();

        await using ReplyServer again = await Again(() => new ReplyServer(endpoint, static _ => "answer", On(new ReplyServerOptions())));

        using ReceivedMessage response = await request;
        Assert.That(response.Text, Is.EqualTo("answer"));
    }

    [Test]
    public async Task Every_request_of_a_server_that_restarts_again_and_again_ends()
    {
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        string endpoint = server.LastEndpoint;
        await using RequestClient client = new(endpoint, On(Patient));
        for (int i = 0; i < 10; i++)
        {
            await client.WaitForPeersAsync(1, Limit);
            Task<string>[] requests = [.. Enumerable.Range(0, 50).Select(_ => client.RequestAsync("x", cancellationToken: Limit).AsTask())];
            _ = await ReceiveTexts(server);
            await server.DisposeAsync();
            foreach (Task<string> request in requests)
            {
                Assert.That(async () => await request, Throws.InstanceOf<ConnectionLostException>());
            }

            server = await Again(() => Bound(SocketType.Router, endpoint));
        }

        await server.DisposeAsync();
        Assert.That(client.InFlight, Is.Zero);
    }
}
