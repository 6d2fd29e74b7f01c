namespace ZmqNative.Tests;

/// <summary>The first bytes of a ZMTP peer, for peers that are a plain TCP client in a test.</summary>
internal static class Handshakes
{
    /// <summary>ZMTP 3.0, mechanism NULL: the greeting, then READY with the socket type DEALER.</summary>
    public static byte[] NullDealer => [.. Greeting("NULL"), 4, 28, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8];

    /// <summary>64 bytes: signature, version, mechanism, not a server, filler.</summary>
    private static byte[] Greeting(string mechanism)
    {
        byte[] greeting = new byte[64];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.Text.Encoding.ASCII.GetBytes(mechanism, greeting.AsSpan(12));
        return greeting;
    }
}
