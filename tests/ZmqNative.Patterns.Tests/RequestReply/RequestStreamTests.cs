using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Requests that are answered by several replies.</summary>
public sealed class RequestStreamTests : PatternsTest
{
    [Test]
    public async Task All_replies_of_a_stream_come_in_order()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream(static (request, cancellationToken) => Count(int.Parse(request.Text), cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        List<string> replies = await ReadTexts(client, "1000");

        Assert.That(replies, Is.EqualTo(Enumerable.Range(0, 1000).Select(static i => i.ToString())));
        Assert.That(await ReadTexts(client, "0"), Is.Empty);
    }

    [Test]
    public async Task Many_streams_and_requests_of_one_client_do_not_mix()
    {
        await using ReplyServer server = new(AnyPort, static request => $"once {request.Text}", On(new ReplyServerOptions()));
        server.HandleStream(static (request, cancellationToken) => Repeat(request.Text, 200, cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Task<List<string>>[] streams = [.. Enumerable.Range(0, 20).Select(i => ReadTexts(client, $"s{i}"))];
        string[] single = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.RequestAsync($"r{i}", Generous, Limit).AsTask()));

        Assert.That(single, Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"once r{i}")));
        for (int i = 0; i < streams.Length; i++)
        {
            Assert.That(await streams[i], Is.EqualTo(Enumerable.Repeat($"s{i}", 200)));
        }
    }

    [Test]
    public async Task A_server_is_no_more_than_64_replies_ahead_of_the_reader()
    {
        int written = 0;
        TaskCompletionSource stopped = new();
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream((_, cancellationToken) => Endless(cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        await using IAsyncEnumerator<ReceivedMessage> reader = client.RequestStreamAsync("", Generous, Limit).GetAsyncEnumerator();
        for (int i = 0; i < 200; i++)
        {
            Assert.That(await reader.MoveNextAsync(), Is.True);
            Assert.That(Volatile.Read(ref written), Is.LessThanOrEqualTo(i + 1 + 64 + 1));
        }

        await reader.DisposeAsync();
        await stopped.Task.WaitAsync(Limit);

        async IAsyncEnumerable<Payload> Endless([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // Not unregistered: the wait that is cancelled first may end the code here before this is called.
            _ = cancellationToken.Register(stopped.SetResult);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return $"{Interlocked.Increment(ref written)}";
                await Task.Yield();
            }
        }
    }

    [Test]
    public async Task Leaving_the_loop_cancels_the_handler_though_all_loops_of_the_server_are_busy()
    {
        TaskCompletionSource release = new();
        TaskCompletionSource busy = new();
        TaskCompletionSource cancelled = new();
        await using ReplyServer server = new(
            AnyPort,
            async (_, _) =>
            {
                busy.SetResult();
                await release.Task;
                return "done";
            },
            On(new ReplyServerOptions()));
        server.HandleStream((_, cancellationToken) => OneAndWait(cancelled, cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        await using IAsyncEnumerator<ReceivedMessage> reader = client.RequestStreamAsync("", Generous, Limit).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.True);
        ValueTask<string> request = client.RequestAsync("block", Generous, Limit);
        await busy.Task.WaitAsync(Limit);
        await reader.DisposeAsync();

        await cancelled.Task.WaitAsync(Limit);
        release.SetResult();
        Assert.That(await request, Is.EqualTo("done"));
    }

    [Test]
    public async Task A_failure_ends_a_stream_after_the_replies_before_it()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream(static (_, _) => OneAndFail());
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        List<string> replies = [];

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(async () =>
        {
            await foreach (ReceivedMessage reply in client.RequestStreamAsync("", Generous, Limit))
            {
                replies.Add(reply.Text);
            }
        });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(replies, Is.EqualTo(new[] { "one" }));
            Assert.That(failure!.Status, Is.EqualTo(ReplyStatus.BadRequest));
            Assert.That(failure.ServerText, Is.EqualTo("no more"));
        }
    }

    [Test]
    public async Task A_server_without_streams_answers_once()
    {
        await using ReplyServer server = new(AnyPort, static request => $"re {request.Text}", On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await ReadTexts(client, "x"), Is.EqualTo(new[] { "re x" }));
    }

    [Test]
    public async Task A_plain_REP_answers_a_stream_once()
    {
        await using AsyncSocket rep = Bound(SocketType.Rep, AnyPort);
        await using RequestClient client = new(rep.LastEndpoint, On(new RequestClientOptions()));

        Task<List<string>> replies = ReadTexts(client, "x");
        using (MultipartMessage request = await rep.ReceiveAsync(Limit))
        {
            Assert.That(request, Has.Count.EqualTo(1));
        }

        await rep.SendAsync("answer"u8.ToArray(), Limit);
        Assert.That(await replies, Is.EqualTo(new[] { "answer" }));
    }

    [Test]
    public async Task A_request_to_a_server_that_only_streams_is_refused()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream(static (_, cancellationToken) => Count(3, cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await client.RequestAsync("x", Generous, Limit));

        Assert.That(failure!.Status, Is.EqualTo(ReplyStatus.BadRequest));
    }

    [Test]
    public async Task The_streams_of_a_client_that_disconnects_without_notice_end()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        TaskCompletionSource cancelled = new();
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions { HeartbeatInterval = TimeSpan.FromSeconds(10) }, reactor));
        server.HandleStream((_, cancellationToken) => OneAndWait(cancelled, cancellationToken));
        AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        await dealer.SendAsync([Frames.Extension(2, 8), Frames.Correlation(1), "", "x"u8], Limit);
        _ = await ReceiveBytes(dealer);
        await server.WaitForPeersAsync(1, Limit);
        await dealer.DisposeAsync();
        await Eventually(() => server.ConnectedPeers == 0, "the client has disconnected");

        // The monitor may report it before the ROUTER has removed the connection: a probe is still accepted then.
        await Eventually(
            () =>
            {
                time.Jump(TimeSpan.FromSeconds(10));
                return cancelled.Task.IsCompleted;
            },
            "a probe has found that the client is gone");
    }

    [Test]
    public async Task A_client_that_does_not_read_gets_the_failure_of_its_stream_when_it_reads_again()
    {
        string endpoint = Inproc();
        await using ReplyServer server = new(endpoint, On(new ReplyServerOptions { SendHighWatermark = 1 }));
        server.HandleStream(static (_, cancellationToken) => Count(1000, cancellationToken));
        await using AsyncSocket dealer = CreateSocket(SocketType.Dealer);
        dealer.Configure(static socket => socket.ReceiveHighWatermark = 1);
        dealer.Connect(endpoint);

        await dealer.SendAsync([Frames.Extension(2, 1000), Frames.Correlation(7), "", "x"u8], Limit);
        await Eventually(() => server.Statistics.DroppedQueueFull == 1, "the queue is full");

        for (int i = 0; ; i++)
        {
            byte[][] reply = await ReceiveBytes(dealer);
            if (reply[1][3] != 16)
            {
                Assert.That((reply[1][3], System.Text.Encoding.UTF8.GetString(reply[3])), Is.EqualTo((
                    (byte)ReplyStatus.Overloaded,
                    "the queue of replies to this client is full (SendHighWatermark): it reads more slowly than it asks")));
                break;
            }

            Assert.That(reply[3], Is.EqualTo(System.Text.Encoding.UTF8.GetBytes($"{i}")));
        }

        await Eventually(() => server.OpenRequestCount == 0, "it has ended");
        Assert.That((server.Statistics.Dropped, server.Statistics.DroppedUnreachable, server.Statistics.Failed), Is.EqualTo((1L, 0L, 0L)));
    }

    [Test]
    public async Task Disposing_either_end_ends_the_stream()
    {
        TaskCompletionSource cancelled = new();
        ReplyServer server = new(AnyPort, On(new ReplyServerOptions { DrainTimeout = TimeSpan.Zero }));
        server.HandleStream((_, cancellationToken) => OneAndWait(cancelled, cancellationToken));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        await using IAsyncEnumerator<ReceivedMessage> first = client.RequestStreamAsync("", Generous, Limit).GetAsyncEnumerator();
        Assert.That(await first.MoveNextAsync(), Is.True);

        await server.DisposeAsync();

        await cancelled.Task.WaitAsync(Limit);
        Assert.That(async () => await first.MoveNextAsync(), Throws.InstanceOf<ZmqNativeException>());

        await using ReplyServer second = new(AnyPort, On(new ReplyServerOptions()));
        second.HandleStream(static (_, cancellationToken) => Forever(cancellationToken));
        RequestClient other = new(second.LastEndpoint, On(new RequestClientOptions()));
        await using IAsyncEnumerator<ReceivedMessage> reader = other.RequestStreamAsync("", Generous, Limit).GetAsyncEnumerator();
        ValueTask<bool> next = reader.MoveNextAsync();
        await other.DisposeAsync();
        Assert.That(async () => await next, Throws.InstanceOf<ObjectDisposedException>());
    }

    private async Task<List<string>> ReadTexts(RequestClient client, string request)
    {
        List<string> replies = [];
        await foreach (ReceivedMessage reply in client.RequestStreamAsync(request, Generous, Limit))
        {
            replies.Add(reply.Text);
        }

        return replies;
    }

    private static async IAsyncEnumerable<Payload> Count(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (i % 7 == 0)
            {
                await Task.Yield();
            }

            yield return i.ToString();
        }
    }

    private static async IAsyncEnumerable<Payload> Repeat(string text, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Payload _ in Count(count, cancellationToken))
        {
            yield return text;
        }
    }

    private static async IAsyncEnumerable<Payload> Forever([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }

    private static async IAsyncEnumerable<Payload> OneAndWait(
        TaskCompletionSource cancelled, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not unregistered: the wait that is cancelled first may end the code here before this is called.
        _ = cancellationToken.Register(() => cancelled.TrySetResult());
        yield return "one";
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async IAsyncEnumerable<Payload> OneAndFail()
    {
        yield return "one";
        await Task.Yield();
        throw new RequestRejectedException(ReplyStatus.BadRequest, "no more");
    }
}
