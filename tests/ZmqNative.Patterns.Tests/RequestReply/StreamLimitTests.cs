using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Limits of the streams that one client of a server can hold open. Others are served meanwhile; each connection over inproc is a peer of its own.</summary>
public sealed class StreamLimitTests : PatternsTest
{
    private const byte StreamKind = 2;
    private const byte CancellableKind = 1;
    private const byte Overloaded = 3;
    private const byte Partial = 16;

    [Test]
    public async Task A_client_with_as_many_streams_as_it_may_have_is_refused_and_others_get_theirs()
    {
        await using ReplyServer server = Serve(new ReplyServerOptions { MaxStreams = 3, MaxStreamsPerPeer = 2 });
        await using AsyncSocket greedy = Connected(SocketType.Dealer, server.LastEndpoint);
        await using AsyncSocket honest = Connected(SocketType.Dealer, server.LastEndpoint);
        Assert.That(await BeginAsync(greedy, 1), Is.EqualTo(Partial));
        Assert.That(await BeginAsync(greedy, 2), Is.EqualTo(Partial));
        Assert.That(await BeginAsync(greedy, 3), Is.EqualTo(Overloaded));
        Assert.That(await BeginAsync(honest, 1), Is.EqualTo(Partial));
        Assert.That(await BeginAsync(honest, 2), Is.EqualTo(Overloaded), "the total");
        Assert.That((server.OpenRequestCount, server.Statistics.DroppedOverQuota), Is.EqualTo((3, 2L)));

        // A stream that its client leaves gives its place free.
        await greedy.SendAsync([Frames.Extension(4), Frames.Correlation(1), ""], Limit);
        await Eventually(() => server.OpenRequestCount == 2, "one is free");
        Assert.That(await BeginAsync(honest, 3), Is.EqualTo(Partial));
    }

    [Test]
    public async Task The_end_of_a_connection_frees_its_places()
    {
        await using ReplyServer server = Serve(
            new ReplyServerOptions { MaxStreams = 2, HeartbeatInterval = TimeSpan.FromMilliseconds(20) });
        AsyncSocket leaving = Connected(SocketType.Dealer, server.LastEndpoint);
        await using (leaving)
        {
            Assert.That(await BeginAsync(leaving, 1), Is.EqualTo(Partial));
            Assert.That(await BeginAsync(leaving, 2), Is.EqualTo(Partial));
        }

        await Eventually(() => server.OpenRequestCount == 0, "given up with the connection");
        await using AsyncSocket next = Connected(SocketType.Dealer, server.LastEndpoint);
        Assert.That(await BeginAsync(next, 1), Is.EqualTo(Partial));
    }

    [Test]
    public async Task A_request_with_too_long_a_route_is_answered_once_and_cannot_be_cancelled()
    {
        await using ReplyServer server = new(Inproc(), static request => request.Text, On(new ReplyServerOptions()));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        await dealer.SendAsync([new byte[5000], Frames.Extension(CancellableKind), Frames.Correlation(1), "", "x"u8], Limit);
        Assert.That((await ReceiveBytes(dealer))[^1], Is.EqualTo("x"u8.ToArray()));
        Assert.That(server.OpenRequestCount, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task A_flood_of_streams_requests_and_noise_leaves_the_others_served_and_nothing_open(int seed)
    {
        const int Attackers = 3;
        const int PerPeer = 16;
        await using ReplyServer server = Serve(new ReplyServerOptions
        {
            MaxConcurrency = 4,
            MaxStreamsPerPeer = PerPeer,
            HeartbeatInterval = TimeSpan.FromMilliseconds(50),
        });
        await using RequestClient honest = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task<int> served = AskAsync(honest, end.Token);
        await Task.WhenAll(Enumerable.Range(0, Attackers).Select(
            i => Task.Run(() => FloodAsync(server.LastEndpoint, new Random((seed * Attackers) + i), Storm.Size(3000)))));
        Assert.That(server.OpenRequestCount, Is.LessThanOrEqualTo(Attackers * PerPeer));
        await end.CancelAsync();
        Assert.That(await served, Is.Positive);
        await Eventually(() => server.OpenRequestCount == 0, "all that the attackers had open has ended with their connections");
        Assert.That(await honest.RequestAsync("alive?", cancellationToken: Limit), Is.EqualTo("alive?"));
        Assert.That(server.Statistics.DroppedOverQuota, Is.Positive);
    }

    private ReplyServer Serve(ReplyServerOptions options)
    {
        ReplyServer server = new(Inproc(), static request => request.Text, On(options));
        server.HandleStream(static (_, cancellationToken) => Forever(cancellationToken));
        return server;
    }

    private static async IAsyncEnumerable<Payload> Forever([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "first";
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private async Task<byte> BeginAsync(AsyncSocket dealer, ulong id)
    {
        await dealer.SendAsync([Frames.Extension(StreamKind, 4), Frames.Correlation(id), "", "x"u8], Limit);
        while (true)
        {
            // Probes and the end of other streams come in between.
            byte[] correlation = (await ReceiveBytes(dealer))[^3];
            if (correlation.AsSpan(4, 8).SequenceEqual(Frames.Correlation(id).AsSpan(4, 8)) && correlation[3] is Partial or Overloaded)
            {
                return correlation[3];
            }
        }
    }

    private async Task<int> AskAsync(RequestClient client, CancellationToken end)
    {
        int count = 0;
        while (!end.IsCancellationRequested)
        {
            Assert.That(await client.RequestAsync($"{count}", cancellationToken: Limit), Is.EqualTo($"{count}"));
            count++;
        }

        return count;
    }

    private async Task FloodAsync(string endpoint, Random random, int count)
    {
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        for (int i = 0; i < count; i++)
        {
            MultipartMessage message = MultipartMessage.Create();
            if (random.Next(10) == 0)
            {
                byte[] noise = new byte[1 + random.Next(random.Next(20) == 0 ? 6000 : 100)];
                random.NextBytes(noise);
                message.Add(noise);
            }

            message.Add(Frames.Extension((byte)random.Next(6), (uint)random.Next(100)));
            message.Add(Frames.Correlation((ulong)random.Next(200)));
            message.Add(Frame.Empty());
            if (random.Next(4) != 0)
            {
                message.Add("x"u8);
            }

            await dealer.SendAsync(message, Limit);
            if (random.Next(3) != 0 && dealer.TryReceive(out MultipartMessage reply))
            {
                reply.Dispose();
            }
        }
    }
}
