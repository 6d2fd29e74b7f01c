namespace ZmqNative.Tests;

/// <summary>Counts of what a publisher drops for a slow subscriber, message by message.</summary>
public sealed class DroppedCountTests : CorrectionTest
{
    [Test]
    public void Every_message_is_received_or_counted(
        [Values(SocketType.Pub, SocketType.XPub)] SocketType type, [Values] bool tcp, [Values(1, 3)] int subscriptions)
    {
        const int messages = 5000;
        using Socket publisher = Bound(type, out string endpoint, tcp ? FreePort : null, static s => s.SendHighWatermark = 10);
        using Socket slow = Create(SocketType.Sub, static s => s.ReceiveHighWatermark = 10);
        for (int i = 0; i < subscriptions; i++)
        {
            // All subscriptions match, and it still counts as one message.
            slow.Subscribe("abc"[..i]);
        }

        slow.Connect(endpoint);
        Eventually(
            () =>
            {
                publisher.Send("abc probe"u8);
                return slow.TryReceive(out Frame probe, TimeSpan.FromMilliseconds(10)) && Ended(probe);
            },
            "the subscription does not arrive");
        while (slow.TryReceive(out Frame probe, TimeSpan.FromMilliseconds(100)))
        {
            probe.Dispose();
        }

        long before = publisher.DroppedMessages;
        byte[] body = [.. "abc"u8, .. new byte[2000]];
        for (int i = 0; i < messages; i++)
        {
            publisher.Send(body, SendFlags.SendMore);
            publisher.Send("second"u8);
        }

        long dropped = publisher.DroppedMessages - before;
        Assert.That(dropped, Is.Positive);
        long received = 0;
        while (received + dropped < messages)
        {
            Assert.That(slow.TryReceiveMessage(out MultipartMessage message, Generous), Is.True, $"{received} received and {dropped} dropped");
            using (message)
            {
                // A late probe has one frame.
                received += message.Count - 1;
            }
        }

        Assert.That(slow.TryReceive(out _, TimeSpan.FromMilliseconds(100)), Is.False, "more were received than sent");
    }

    private static bool Ended(Frame probe)
    {
        probe.Dispose();
        return true;
    }
}
