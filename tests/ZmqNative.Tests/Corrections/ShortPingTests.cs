namespace ZmqNative.Tests;

/// <summary>A PING that is shorter than its fixed fields.</summary>
public sealed class ShortPingTests : CorrectionTest
{
    private const byte Command = 4;

    [Test]
    public void A_PING_without_its_time_to_live_is_not_answered_with_memory([Values(0, 1)] int bytes)
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        peer.Write([Command, (byte)(5 + bytes), 4, .. "PING"u8, .. new byte[bytes]]);
        Assert.That(peer.Read(), Is.Empty);
        Assert.That(peer.Ended, Is.True);
    }

    [Test]
    public void A_PING_with_a_context_is_answered_with_it()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        peer.Write([Command, 10, 4, .. "PING"u8, 0, 0, .. "abc"u8]);
        byte[] expected = [Command, 8, 4, .. "PONG"u8, .. "abc"u8];
        Assert.That(peer.Read(), Is.EqualTo(expected));
    }
}
