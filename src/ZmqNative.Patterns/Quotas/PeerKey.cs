using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The key of the peer of a received message, for limits per peer: its user id, else its address, else its connection.</summary>
/// <remarks>
/// A byte in front tells the kinds apart, so that no peer can get the key of another one by its routing id. The address is that of the other
/// end of the connection, which the peer cannot choose in its handshake; all clients behind a proxy have the proxy's. Of an IPv6 address the network
/// of 64 bits counts.
/// </remarks>
internal static class PeerKey
{
    /// <summary>The largest number of bytes of a key: libzmq permits 255 for user ids and routing ids.</summary>
    public const int MaxLength = 1 + MaxText;

    private const int MaxText = 255;
    private const byte User = (byte)'u';
    private const byte Address = (byte)'a';
    private const byte Network = (byte)'n';
    private const byte Connection = (byte)'c';

    private static ReadOnlySpan<byte> AddressProperty => "Peer-Address\0"u8;

    /// <summary>Writes the key of the peer of a message that a ROUTER received.</summary>
    /// <param name="message">The message, with at least the routing id and one more frame.</param>
    /// <param name="peer">The identity of the peer, if an authenticator has accepted it.</param>
    /// <param name="buffer">The memory of the key, of at least <see cref="MaxLength"/> bytes.</param>
    public static ReadOnlySpan<byte> Write(MultipartMessage message, PeerIdentity? peer, Span<byte> buffer)
    {
        Span<byte> text = buffer[1..MaxLength];
        if (peer is { UserId.Length: > 0 } && Encoding.UTF8.TryGetBytes(peer.UserId, text, out int length))
        {
            buffer[0] = User;
        }
        else if ((length = message[message.Count - 1].CopyProperty(AddressProperty, text)) > 0)
        {
            return WriteAddress(buffer, length);
        }
        else
        {
            ReadOnlySpan<byte> routingId = message[0].Span;
            length = Math.Min(routingId.Length, MaxText);
            routingId[..length].CopyTo(text);
            buffer[0] = Connection;
        }

        return buffer[..(1 + length)];
    }

    private static ReadOnlySpan<byte> WriteAddress(Span<byte> buffer, int length)
    {
        Span<byte> network = stackalloc byte[PeerNetwork.Length];
        ReadOnlySpan<byte> text = buffer.Slice(1, length);
        if (PeerNetwork.TryRead(text, network))
        {
            buffer[0] = Network;
            network.CopyTo(buffer[1..]);
            return buffer[..(1 + PeerNetwork.Length)];
        }

        ReadOnlySpan<byte> address = PeerNetwork.WithoutMapping(text);
        address.CopyTo(buffer[1..]);
        buffer[0] = Address;
        return buffer[..(1 + address.Length)];
    }

    /// <summary>Describes a key for a log.</summary>
    public static string Describe(ReadOnlySpan<byte> key) => key switch
    {
        [User, .. var text] => $"user '{Encoding.UTF8.GetString(text)}'",
        [Address, .. var text] => $"address {Encoding.UTF8.GetString(text)}",
        [Network, .. var bytes] => $"network {Convert.ToHexString(bytes)}::/64",
        [Connection, .. var text] => $"connection {Convert.ToHexString(text)}",
        _ => "unknown",
    };
}
