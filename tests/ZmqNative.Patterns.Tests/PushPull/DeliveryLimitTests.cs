using System.Text;

namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>Limits of the memory that a peer of acknowledged delivery can take from the other side. Plain sockets are peers that break the rules.</summary>
public sealed class DeliveryLimitTests : AcknowledgedDeliveryTest
{
    [Test]
    public async Task A_pusher_that_sends_more_than_the_window_is_refused_until_messages_are_settled()
    {
        const int Window = 2;
        await using Puller puller = new($"@{AnyPort}", Pulling with { Prefetch = Window });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, puller.LastEndpoint);
        await dealer.SendAsync((Payload)Array.Empty<byte>(), Limit);
        for (ulong i = 1; i <= 5; i++)
        {
            await dealer.SendAsync([DeliveryFrames.Message(i), Encoding.UTF8.GetBytes($"{i}")], Limit);
        }

        using ReceivedMessage first = await puller.ReceiveAsync(Limit);
        using ReceivedMessage second = await puller.ReceiveAsync(Limit);
        Task<ReceivedMessage> next = puller.ReceiveAsync(Limit).AsTask();
        await Eventually(() => puller.Statistics.Malformed == 3, "those over the window");
        Assert.That(puller.Acknowledge(first) && puller.Acknowledge(second), Is.True);

        // The places are free when the acknowledgements were sent.
        while (!(await ReceiveBytes(dealer))[0].AsSpan().StartsWith(new byte[] { 0x5A, 0x41, 1, 3 }))
        {
        }

        await dealer.SendAsync([DeliveryFrames.Message(6), Encoding.UTF8.GetBytes("6")], Limit);
        using ReceivedMessage sixth = await next;
        Assert.That((first.Text, second.Text, sixth.Text), Is.EqualTo(("1", "2", "6")));
    }

    [Test]
    public async Task A_puller_that_settles_only_what_it_does_not_have_gets_no_more_messages()
    {
        await using Pusher pusher = new(AnyPort, Pushing with { AcknowledgementTimeout = TimeSpan.FromMilliseconds(20) });
        await using AsyncSocket stuck = Connected(SocketType.Dealer, pusher.LastEndpoint);
        await stuck.SendAsync((Payload)DeliveryFrames.Ready(1000), Limit);
        List<Task> pushes = [pusher.PushAsync("0", Limit).AsTask()];
        int taken = 0;
        while (taken == 0)
        {
            taken += IsMessage(await ReceiveBytes(stuck)) ? 1 : 0;
        }

        await using Puller honest = new($">{pusher.LastEndpoint}", static _ => ValueTask.CompletedTask, Pulling);
        await pushes[0];
        await stuck.SendAsync((Payload)DeliveryFrames.Settled(3, (1, 100)), Limit);
        await stuck.SendAsync((Payload)"garbage", Limit);
        await Eventually(() => pusher.Statistics.Malformed == 1, "both were read");
        pushes.AddRange(Enumerable.Range(1, 20).Select(i => pusher.PushAsync($"{i}", Limit).AsTask()));
        await Task.WhenAll(pushes);
        while (stuck.TryReceive(out MultipartMessage message))
        {
            using (message)
            {
                taken += message[0].Length == 32 ? 1 : 0;
            }
        }

        Assert.That(taken, Is.EqualTo(1));
    }

    [TestCase(0u)]
    [TestCase(1u)]
    [TestCase(uint.MaxValue)]
    public async Task A_frame_with_very_many_ranges_is_counted_and_its_rest_not_looked_at(uint count)
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, pusher.LastEndpoint);
        await dealer.SendAsync((Payload)DeliveryFrames.Ready(1), Limit);
        Task push = pusher.PushAsync("a", Limit).AsTask();
        ulong number;
        while (true)
        {
            byte[][] message = await ReceiveBytes(dealer);
            if (IsMessage(message))
            {
                number = DeliveryFrames.NumberOf(message[0]);
                break;
            }
        }

        (ulong, uint)[] ranges = [.. Enumerable.Range(0, 70_000).Select(i => (number + 1 + (ulong)i, count)), (number, 1u)];
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, ranges), Limit);
        await Eventually(() => pusher.Statistics.Malformed == 1, "too many");
        Assert.That(push.IsCompleted, Is.False);
        await dealer.SendAsync((Payload)DeliveryFrames.Settled(3, (number, 1)), Limit);
        await push;
    }

    private static bool IsMessage(byte[][] frames) => frames[0].Length == 32;
}
