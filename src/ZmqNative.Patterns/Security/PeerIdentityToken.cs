using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace ZmqNative.Patterns;

/// <summary>
/// The identity of an accepted peer as a property of its connection: JSON, signed with a key of this process. It never leaves the process.
/// </summary>
/// <remarks>
/// libzmq keeps the metadata of a ZAP reply for each connection, and adds the properties that the peer itself has sent in its handshake. So a
/// peer can send any property that the handler did not, <c>User-Id</c> included where no handler is asked. The signature distinguishes what the
/// authenticator of this process has written; a peer gets no signed text, and cannot make one.
/// </remarks>
internal static class PeerIdentityToken
{
    /// <summary>The name of the property.</summary>
    public const string PropertyName = "X-ZmqNative-Peer";

    private const int SignatureLength = 2 * SignatureBytes;
    private const int SignatureBytes = 16;
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Writes an identity. All characters are ASCII, and none is NUL, as properties are C strings.</summary>
    public static byte[] Write(PeerIdentity peer)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            writer.WriteStartObject();
            writer.WriteString("user", peer.UserId);
            writer.WriteString("domain", peer.Domain);
            writer.WriteNumber("mechanism", (int)peer.Mechanism);
            writer.WriteString("address", peer.Address);
            WriteText(writer, "credential", peer.Credential);
            WriteText(writer, "digest", peer.Digest);
            writer.WriteStartObject("metadata");
            foreach ((string name, string value) in peer.Metadata)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        byte[] token = new byte[SignatureLength + text.WrittenCount];
        text.WrittenSpan.CopyTo(token.AsSpan(SignatureLength));
        Sign(text.WrittenSpan, token);
        return token;
    }

    /// <summary>Reads an identity that this process has written.</summary>
    /// <returns>False for any other bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> token, [NotNullWhen(true)] out PeerIdentity? peer)
    {
        peer = null;
        if (token.Length <= SignatureLength)
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[SignatureLength];
        Sign(token[SignatureLength..], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, token[..SignatureLength]))
        {
            return false;
        }

        JsonElement json = JsonElement.Parse(token[SignatureLength..]);
        peer = new PeerIdentity
        {
            UserId = json.GetProperty("user").GetString()!,
            Domain = json.GetProperty("domain").GetString()!,
            Mechanism = (SecurityMechanism)json.GetProperty("mechanism").GetInt32(),
            Address = json.GetProperty("address").GetString()!,
            Credential = ReadText(json, "credential"),
            Digest = ReadText(json, "digest"),
            Metadata = json.GetProperty("metadata").EnumerateObject()
                .ToDictionary(static item => item.Name, static item => item.Value.GetString()!, StringComparer.OrdinalIgnoreCase),
        };
        return true;
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static string? ReadText(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static void Sign(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = HMACSHA256.HashData(Key, text, hash);
        _ = Convert.TryToHexString(hash[..SignatureBytes], signature, out _);
    }
}
