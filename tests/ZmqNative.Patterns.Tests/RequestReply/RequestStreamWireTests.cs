using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The frames of requests that are answered by several replies, of this library and of others.</summary>
public sealed class RequestStreamWireTests : PatternsTest
{
    [Test]
    public async Task A_stream_on_the_wire_has_the_extension_in_front_and_one_reply_per_item()
    {
        await using ReplyServer server = new(AnyPort, On(new ReplyServerOptions()));
        server.HandleStream(static (_, cancellationToken) => Three(cancellationToken));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        byte[] extension = Frames.Extension(kind: 2, count: 2);

        await dealer.SendAsync([extension, Frames.Correlation(7), "", "x"u8], Limit);

        for (int i = 0; i < 2; i++)
        {
            Assert.That(
                await ReceiveBytes(dealer), Is.EqualTo(new[] { extension, Frames.Correlation(7, status: 16), [], [(byte)('0' + i)] }));
        }

        await dealer.SendAsync([Frames.Extension(kind: 3, count: 3), Frames.Correlation(7), ""], Limit);
        Assert.That(await ReceiveBytes(dealer), Is.EqualTo(new[] { extension, Frames.Correlation(7, status: 16), [], "2"u8.ToArray() }));
        Assert.That((await ReceiveBytes(dealer))[1], Is.EqualTo(Frames.Correlation(7, status: 17)));
    }

    [Test]
    public async Task Hostile_extensions_have_no_effect()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions { MaxStreams = 2 }));
        server.HandleStream(static (_, cancellationToken) => Forever(cancellationToken));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);

        // Without a body, for a stream that is not open, with unknown kinds and counts, and the same stream twice.
        foreach (byte kind in new byte[] { 0, 3, 4, 5, 255 })
        {
            await dealer.SendAsync([Frames.Extension(kind, uint.MaxValue), Frames.Correlation(99), ""], Limit);
        }

        for (ulong id = 1; id <= 4; id++)
        {
            await dealer.SendAsync([Frames.Extension(2, 0), Frames.Correlation(Math.Min(id, 3)), "", "x"u8], Limit);
        }

        await dealer.SendAsync([Frames.Correlation(50), "", "still here"u8], Limit);
        List<(ulong Id, byte Status)> replies = [];
        while (true)
        {
            byte[][] reply = await ReceiveBytes(dealer);
            byte[] correlation = reply[^3];
            ulong id = BinaryPrimitives.ReadUInt64BigEndian(correlation.AsSpan(4));
            if (id == 50)
            {
                break;
            }

            replies.Add((id, correlation[3]));
        }

        Assert.That(replies.Where(static reply => reply.Id < 50), Is.EqualTo(new[] { (3UL, (byte)3), (3UL, (byte)3) }));
    }

    private static async IAsyncEnumerable<Payload> Three([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < 3; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return i.ToString();
        }
    }

    private static async IAsyncEnumerable<Payload> Forever([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }
}
