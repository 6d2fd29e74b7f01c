using System.Text;

namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>The format of acknowledged delivery, against plain sockets, and peers that do not speak it.</summary>
public sealed class DeliveryWireTests : AcknowledgedDeliveryTest
{
    [Test]
    public async Task A_puller_asks_by_a_window_gets_messages_and_settles_ranges_of_them()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, pusher.LastEndpoint);
        List<Task> pushes = [];
        for (int i = 0; i < 5; i++)
        {
            pushes.Add(pusher.PushAsync($"{i}", Limit).AsTask());
        }

        Assert.That(await ReceiveBytes(dealer), Is.EqualTo(new[] { Array.Empty<byte>() }));
        await dealer.SendAsync((Payload)DeliveryFrames.Ready(4), Limit);
        byte[][][] messages = [await NextAsync(dealer), await NextAsync(dealer), await NextAsync(dealer), await NextAsync(dealer)];
        ulong first = DeliveryFrames.NumberOf(messages[0][0]);
        for (int i = 0; i < messages.Length; i++)
        {
            byte[] id = messages[i][0][16..];
            byte[] header = DeliveryFrames.Message(first + (ulong)i);
            id.CopyTo(header.AsSpan(16));
            Assert.That(messages[i], Is.EqualTo(new[] { header, Encoding.UTF8.GetBytes($"{i}") }));
        }

        Assert.That(messages.Select(static m => Convert.ToHexString(m[0][16..])).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(4));
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (first, 1), (first + 2, 2)), Limit);
        await Task.WhenAll(pushes[0], pushes[2], pushes[3]);
        await dealer.SendAsync([DeliveryFrames.Settled(5, (first + 1, 1)), Encoding.UTF8.GetBytes("no")], Limit);
        Assert.That(async () => await pushes[1], Throws.InstanceOf<DeliveryFailedException>().With.Message.Contains("no"));
        byte[][] fifth = await NextAsync(dealer);
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(6, (first + 4, 1)), Limit);
        byte[][] returned = await NextAsync(dealer);
        Assert.That((fifth[0][7], returned[0][7], returned[0].AsSpan(16).SequenceEqual(fifth[0].AsSpan(16))), Is.EqualTo(((byte)1, (byte)1, true)));
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(4, (first + 5, 1)), Limit);
        byte[][] failed = await NextAsync(dealer);
        Assert.That(failed[0][7], Is.EqualTo(2));
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (first + 6, 1)), Limit);
        await pushes[4];
        Assert.That(pusher.Statistics.Malformed, Is.Zero);
    }

    [Test]
    public async Task A_pusher_announces_itself_and_gets_a_window_and_acknowledgements_in_ranges()
    {
        await using Puller puller = new($"@{AnyPort}", Pulling with { Prefetch = 100 });
        Task<ReceivedMessage> receive = puller.ReceiveAsync(Limit).AsTask();
        await using AsyncSocket dealer = Connected(SocketType.Dealer, puller.LastEndpoint);
        await dealer.SendAsync((Payload)Array.Empty<byte>(), Limit);
        Assert.That(await ReceiveBytes(dealer), Is.EqualTo(new[] { DeliveryFrames.Ready(100) }));
        for (uint i = 0; i < 3; i++)
        {
            await dealer.SendAsync([DeliveryFrames.Message(ulong.MaxValue - 1 + i, count: i + 1, id: 7), Encoding.UTF8.GetBytes($"{i}")], Limit);
        }

        for (int i = 0; i < 3; i++)
        {
            using ReceivedMessage message = i == 0 ? await receive : await puller.ReceiveAsync(Limit);
            Assert.That((message.Text, message.DeliveryCount, message.DeliveryId), Is.EqualTo(($"{i}", i + 1, (UInt128)7)));
            Assert.That(puller.Acknowledge(message), Is.True);
        }

        // In one frame or several, as time passes between them.
        List<ulong> acknowledged = [];
        while (acknowledged.Count < 3)
        {
            byte[] frame = (await ReceiveBytes(dealer)).Single();
            Assert.That(frame[..4], Is.EqualTo(new byte[] { 0x5A, 0x41, 1, 3 }));
            for (int i = 4; i < frame.Length; i += 12)
            {
                ulong first = DeliveryFrames.NumberOf([.. new byte[8], .. frame[i..]]);
                for (uint j = 0; j < frame[i + 11]; j++)
                {
                    acknowledged.Add(first + j);
                }
            }
        }

        Assert.That(acknowledged, Is.EqualTo(new[] { ulong.MaxValue - 1, ulong.MaxValue, 0UL }));
    }

    [Test]
    public async Task What_is_settled_twice_or_was_never_sent_is_ignored()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, pusher.LastEndpoint);
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (1, 1)), Limit);
        await dealer.SendAsync((Payload)DeliveryFrames.Ready(1), Limit);
        _ = await ReceiveBytes(dealer);
        Task push = pusher.PushAsync("a", Limit).AsTask();
        ulong number = DeliveryFrames.NumberOf((await NextAsync(dealer))[0]);
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number + 1, 5), (number, 1), (number, 1)), Limit);
        await push;
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(4, (number, 1)), Limit);
        Task next = pusher.PushAsync("b", Limit).AsTask();
        byte[][] second = await NextAsync(dealer);
        Assert.That((Encoding.UTF8.GetString(second[1]), DeliveryFrames.NumberOf(second[0])), Is.EqualTo(("b", number + 1)));
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number + 1, 1)), Limit);
        await next;
        Assert.That((pusher.Statistics.Acknowledged, pusher.Statistics.Malformed), Is.EqualTo((2L, 0L)));
    }

    [TestCase("")]
    [TestCase("5A")]
    [TestCase("5A4101")]
    [TestCase("5A410101")]
    [TestCase("5A4101010000000000")]
    [TestCase("5A41010300")]
    [TestCase("5A410103")]
    [TestCase("5A410102")]
    [TestCase("5A410109")]
    [TestCase("5A41020100000001")]
    [TestCase("68656C6C6F")]
    public async Task A_peer_that_does_not_speak_the_format_is_counted_and_told(string hex)
    {
        byte[] frame = Convert.FromHexString(hex);
        using LogLines log = new();
        await using Pusher pusher = new(AnyPort, Pushing with { LoggerFactory = log });
        await using Puller puller = new($"@{AnyPort}", static _ => { }, Pulling with { LoggerFactory = log });
        foreach (Pattern pattern in new Pattern[] { pusher, puller })
        {
            await using AsyncSocket dealer = Connected(SocketType.Dealer, pattern.LastEndpoint);
            await dealer.SendAsync([frame, "body"], Limit);
            byte[][] answer = await ReceiveBytes(dealer);
            while (answer.Length == 1)
            {
                // The pusher has announced itself.
                answer = await ReceiveBytes(dealer);
            }

            Assert.That(answer[0], Is.EqualTo(new byte[] { 0x5A, 0x41, 1, 7 }));
            Assert.That(Encoding.UTF8.GetString(answer[1]), Does.Contain("docs/wire.md"));
            Assert.That(pattern.Statistics.Malformed, Is.EqualTo(1));
        }

        await Eventually(() => log.Lines.Count == 2, "each has its warning");
        await using Puller good = new(pusher.LastEndpoint, static _ => { }, Pulling);
        await pusher.PushAsync("still served", Limit);
    }

    [Test]
    public async Task More_than_65536_messages_are_not_settled_at_once()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, pusher.LastEndpoint);
        await dealer.SendAsync((Payload)DeliveryFrames.Ready(1), Limit);
        _ = await ReceiveBytes(dealer);
        Task push = pusher.PushAsync("a", Limit).AsTask();
        ulong number = DeliveryFrames.NumberOf((await NextAsync(dealer))[0]);

        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number - uint.MaxValue + 1, uint.MaxValue)), Limit);
        await Eventually(() => pusher.Statistics.Malformed == 1, "the count");
        Assert.That(push.IsCompleted, Is.False);

        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number, 1)), Limit);
        await push;
    }

    [Test]
    public async Task A_range_may_be_wider_than_the_messages_that_a_puller_has()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, pusher.LastEndpoint);
        await dealer.SendAsync((Payload)DeliveryFrames.Ready(3), Limit);
        _ = await ReceiveBytes(dealer);
        Task[] pushes = [.. Enumerable.Range(0, 3).Select(i => pusher.PushAsync($"{i}", Limit).AsTask())];
        ulong number = DeliveryFrames.NumberOf((await NextAsync(dealer))[0]);

        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number - 65_000, 65_002)), Limit);
        await Task.WhenAll(pushes[..2]);
        Assert.That(pushes[2].IsCompleted, Is.False);

        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number, 65_536)), Limit);
        await pushes[2];
        Assert.That((pusher.Statistics.Acknowledged, pusher.Statistics.Malformed), Is.EqualTo((3L, 0L)));
    }

    [Test]
    public async Task Two_pushers_or_two_pullers_tell_each_other()
    {
        using LogLines log = new();
        await using Pusher bound = new(AnyPort, Pushing with { LoggerFactory = log });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, bound.LastEndpoint);
        await dealer.SendAsync([DeliveryFrames.Message(1), "x"u8.ToArray()], Limit);
        await Eventually(() => bound.Statistics.Malformed == 1, "the count");
        await Logged(log.Lines, "another pusher");
        Assert.That(log.Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_plain_peer_is_refused_with_a_clear_text([Values] bool pusherIsPlain)
    {
        using LogLines log = new();
        await using Pusher pusher = new(AnyPort, (pusherIsPlain ? On(new PusherOptions()) : Pushing) with { LoggerFactory = log });
        await using Puller puller = new(
            pusher.LastEndpoint, static _ => { }, (pusherIsPlain ? Pulling : On(new PullerOptions())) with { LoggerFactory = log });
        await Logged(log.Lines, "Delivery");
        Assert.That((pusher.ConnectedPeers, puller.ConnectedPeers), Is.EqualTo((0, 0)));
    }

    // A pusher probes a puller that has messages, every second at first.
    private async Task<byte[][]> NextAsync(AsyncSocket dealer)
    {
        byte[] probe = [0x5A, 0x41, 1, 8];
        byte[][] message = await ReceiveBytes(dealer);
        while (message[0].AsSpan().SequenceEqual(probe))
        {
            message = await ReceiveBytes(dealer);
        }

        return message;
    }
}
