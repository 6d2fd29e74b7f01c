using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The identities of peers by the property of their connections, so that a property is read once and not with each message.</summary>
internal static class PeerIdentities
{
    // A peer with many addresses or metadata that changes makes many. Then all are forgotten, and read again when they are needed.
    private const int Most = 4096;

    // An honest token is shorter; a longer property was not written by this process.
    private const int LongestToken = 256 * 1024;

    private static readonly ConcurrentDictionary<byte[], PeerIdentity> Known = new(TokenComparer.Instance);
    private static readonly ConcurrentDictionary<byte[], PeerIdentity>.AlternateLookup<ReadOnlySpan<byte>> BySpan =
        Known.GetAlternateLookup<ReadOnlySpan<byte>>();

    private static ReadOnlySpan<byte> Property => "X-ZmqNative-Peer\0"u8;

    /// <summary>The name of the property.</summary>
    public static ReadOnlySpan<byte> PropertyName => Property[..^1];

    /// <summary>
    /// Returns the identity of the peer that sent a message; null if no authenticator of this process has accepted it, and over <c>inproc://</c>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public static PeerIdentity? Find(MultipartMessage message) =>
        message.Count is > 0 and var count ? message[count - 1].ReadProperty(Property, static token => Find(token)) : null;

    /// <summary>Returns the identity of the peer whose connection has a property; null if no authenticator of this process has written it.</summary>
    public static PeerIdentity? Find(ReadOnlySpan<byte> token)
    {
        if (BySpan.TryGetValue(token, out PeerIdentity? known))
        {
            return known;
        }

        if (token.Length > LongestToken || !PeerIdentityToken.TryRead(token, out PeerIdentity? peer))
        {
            return null;
        }

        if (Known.Count >= Most)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(token.ToArray(), peer);
    }

    private sealed class TokenComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly TokenComparer Instance = new();

        public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        // The signature comes first, and differs for all texts.
        public int GetHashCode([DisallowNull] byte[] token) => GetHashCode(token.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate[..Math.Min(alternate.Length, 32)]);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
