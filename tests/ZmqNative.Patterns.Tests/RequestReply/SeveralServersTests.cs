using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Streams of a client that is connected to several servers, and does not know which one has the request.</summary>
public sealed class SeveralServersTests : PatternsTest
{
    [Test]
    public async Task Streams_of_several_servers_over_inproc_run_beside_other_requests()
    {
        List<ReplyServer> servers = [];
        try
        {
            for (int i = 0; i < 3; i++)
            {
                ReplyServer server = new(Inproc(), static request => request.Text, On(new ReplyServerOptions()));
                server.HandleStream(static (_, token) => CountAsync(1000, token));
                servers.Add(server);
            }

            await using RequestClient client = new(
                string.Join(',', servers.Select(static server => server.LastEndpoint)), On(new RequestClientOptions()));
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Limit);
            Task others = RequestUntilAsync(client, enough.Token);

            Task<int>[] streams = [.. Enumerable.Range(0, 6).Select(_ => ReadAsync(client))];

            Assert.That(await Task.WhenAll(streams), Is.EqualTo(Enumerable.Repeat(1000, 6)));
            await enough.CancelAsync();
            await others;
            Assert.That(client.Statistics.Sent, Is.GreaterThan(0));
        }
        finally
        {
            foreach (ReplyServer server in servers)
            {
                await server.DisposeAsync();
            }
        }
    }

    [Test]
    public async Task Each_server_is_told_once_though_other_requests_are_sent_meanwhile()
    {
        await using AsyncSocket first = Bound(SocketType.Router, Inproc());
        await using AsyncSocket second = Bound(SocketType.Router, Inproc());
        await using RequestClient client = new($"{first.LastEndpoint},{second.LastEndpoint}", On(new RequestClientOptions()));
        await using IAsyncEnumerator<ReceivedMessage> reader = client.RequestStreamAsync("x", Generous, Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> next = reader.MoveNextAsync();
        Task<byte[][]> atFirst = ReceiveBytes(first);
        Task<byte[][]> atSecond = ReceiveBytes(second);
        AsyncSocket server = await Task.WhenAny(atFirst, atSecond) == atFirst ? first : second;
        byte[][] request = server == first ? await atFirst : await atSecond;
        await server.SendAsync([request[0], request[1], WithStatus(request[2], 16), "", "one"u8], Limit);
        Assert.That(await next, Is.True);

        await reader.DisposeAsync();

        byte[][] other = server == first ? await atSecond : await atFirst;
        byte[][] same = await ReceiveBytes(server);
        Assert.That(other[1..], Is.EqualTo(new byte[][] { Frames.Extension(4), WithTime(request[2]), [] }));
        Assert.That(same[1..], Is.EqualTo(other[1..]));
    }

    [Test]
    public async Task A_permission_that_was_lost_is_sent_again()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        Task<int> reading = ReadAsync(client);
        byte[][] request = await ReceiveBytes(router);
        await SendPartsAsync(router, request, 64);

        // As a server that gets neither of the two permissions, and has sent what the request allowed.
        Assert.That(CountOf(await ReceiveBytes(router)), Is.EqualTo(64 + 32));
        Assert.That(CountOf(await ReceiveBytes(router)), Is.EqualTo(64 + 64));
        byte[][] again = await ReceiveBytes(router);
        Assert.That((again[1][3], CountOf(again)), Is.EqualTo(((byte)3, 64u + 64)));

        await SendPartsAsync(router, request, 1);
        await router.SendAsync([request[0], request[1], WithStatus(request[2], 17), ""], Limit);
        Assert.That(await reading, Is.EqualTo(65));
    }

    [Test]
    public async Task A_probe_for_a_request_that_has_ended_is_answered_by_its_cancellation()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }));
        using CancellationTokenSource source = new();
        ValueTask<string> request = client.RequestAsync("x", Generous, source.Token);
        byte[][] frames = await ReceiveBytes(router);

        // Of a request in flight it is no news.
        await router.SendAsync([frames[0], frames[1], WithStatus(frames[2], 19), ""], Limit);
        await Eventually(() => client.Statistics.Received == 1, "the probe is read");
        await source.CancelAsync();
        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await ReceiveBytes(router))[1], Is.EqualTo(Frames.Extension(4)));
        await router.SendAsync([frames[0], frames[1], WithStatus(frames[2], 19), ""], Limit);

        byte[][] again = await ReceiveBytes(router);
        Assert.That(again[1..], Is.EqualTo(new byte[][] { Frames.Extension(4), WithTime(frames[2]), [] }));
    }

    [Test]
    public async Task Every_open_request_is_probed_in_turn()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using ReplyServer server = new(
            AnyPort, On(new ReplyServerOptions { HeartbeatInterval = TimeSpan.FromSeconds(10), DrainTimeout = TimeSpan.Zero }, reactor));
        server.HandleStream(static (_, token) => WaitAsync(token));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        for (ulong id = 1; id <= 100; id++)
        {
            await dealer.SendAsync([Frames.Extension(2), Frames.Correlation(id), "", "x"u8], Limit);
        }

        await Eventually(() => server.OpenRequestCount == 100, "the streams are open");
        HashSet<ulong> probed = [];
        for (int expected = 32; probed.Count < 100; expected = Math.Min(expected + 31, 100))
        {
            time.Jump(TimeSpan.FromSeconds(10));

            // At most 32 at a time, of which one may have been probed before.
            for (int i = 0; i < 32 && probed.Count < expected; i++)
            {
                byte[][] probe = await ReceiveBytes(dealer);
                Assert.That(probe[1][3], Is.EqualTo(19));
                _ = probed.Add(BinaryPrimitives.ReadUInt64BigEndian(probe[1].AsSpan(4)));
            }

            Assert.That(probed, Has.Count.EqualTo(expected));
        }
    }

    private async Task SendPartsAsync(AsyncSocket router, byte[][] request, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await router.SendAsync([request[0], request[1], WithStatus(request[2], 16), "", "x"u8], Limit);
        }
    }

    private async Task<int> ReadAsync(RequestClient client)
    {
        int count = 0;
        await foreach (ReceivedMessage _ in client.RequestStreamAsync("", Generous, Limit))
        {
            count++;
        }

        return count;
    }

    private async Task RequestUntilAsync(RequestClient client, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            Assert.That(await client.RequestAsync("other", Generous, Limit), Is.EqualTo("other"));
        }
    }

    private static uint CountOf(byte[][] control) => BinaryPrimitives.ReadUInt32BigEndian(control[1].AsSpan(4));

    private static byte[] WithStatus(byte[] correlation, byte status) => [.. correlation[..3], status, .. correlation[4..]];

    // The correlation of a message about a request has no time to live.
    private static byte[] WithTime(byte[] correlation) => [.. correlation[..3], 0, .. correlation[4..12], 0, 0, 0, 0];

    private static async IAsyncEnumerable<Payload> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return i.ToString();
        }
    }

    private static async IAsyncEnumerable<Payload> WaitAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }
}
