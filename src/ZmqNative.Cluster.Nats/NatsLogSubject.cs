using System.Security.Cryptography;
using System.Text;

namespace ZmqNative.Cluster.Nats;

/// <summary>The subjects of NATS for the subjects of a log: the name of the cluster, the stream, and the subject as one token. Tells have one more token, for their key.</summary>
/// <remarks>
/// nats-server 2.9.10 knows for each subject which of its entries is the first one. If the last one is removed, and then the first one, it takes the removed last one for the first, and a reading of that subject leaves out what is in front
/// of it. The tells of a key are removed in their order, those of a shard are not: so each key has a subject of its own, and the reading of a shard is one of a wildcard.
/// </remarks>
internal static class NatsLogSubject
{
    // Of the hash of a key: 24 characters.
    private const int KeyBytes = 12;

    /// <summary>Returns the name of a stream.</summary>
    public static string NameOf(DurableStream stream) => stream switch
    {
        DurableStream.Tells => "tells",
        DurableStream.Topics => "topics",
        _ => "deadletters",
    };

    /// <summary>Returns the subject of all messages of a stream.</summary>
    public static string AllOf(string cluster, DurableStream stream) => $"{cluster}.{NameOf(stream)}.*{(stream == DurableStream.Tells ? ".*" : string.Empty)}";

    /// <summary>Returns the subject of NATS for the messages of a subject.</summary>
    public static string FilterOf(string cluster, DurableStream stream, string subject) =>
        Encode(cluster, stream, subject) + (stream == DurableStream.Tells ? ".*" : string.Empty);

    /// <summary>Returns the subject of NATS for a message.</summary>
    public static string Of(string cluster, DurableStream stream, DurableMessage message) =>
        stream == DurableStream.Tells ? $"{Encode(cluster, stream, message.Subject)}.{HashOf(message)}" : Encode(cluster, stream, message.Subject);

    /// <summary>Returns the subject in a subject of NATS.</summary>
    public static string Read(string subject) => subject.Split('.')[2]
        .Replace("%2E", ".", StringComparison.Ordinal)
        .Replace("%25", "%", StringComparison.Ordinal);

    // Points, which separate tokens, and percent signs are written as in URLs.
    private static string Encode(string cluster, DurableStream stream, string subject)
    {
        StringBuilder text = new($"{cluster}.{NameOf(stream)}.");
        foreach (char c in subject)
        {
            _ = c switch
            {
                '.' => text.Append("%2E"),
                '%' => text.Append("%25"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    // One without an address becomes a dead letter, and has no order.
    private static string HashOf(DurableMessage tell)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes(TellCodec.AddressOf(tell) ?? tell.Id), hash);
        return Convert.ToHexStringLower(hash[..KeyBytes]);
    }
}
