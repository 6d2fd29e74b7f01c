using System.Text;

namespace ZmqNative.Cluster.Nats;

/// <summary>The subjects of NATS for the subjects of a log: the name of the cluster, the stream, and the subject as one token.</summary>
internal static class NatsLogSubject
{
    /// <summary>Returns the name of a stream.</summary>
    public static string NameOf(DurableStream stream) => stream switch
    {
        DurableStream.Tells => "tells",
        DurableStream.Topics => "topics",
        _ => "deadletters",
    };

    /// <summary>Returns the subject of all messages of a stream.</summary>
    public static string AllOf(string cluster, DurableStream stream) => $"{cluster}.{NameOf(stream)}.*";

    /// <summary>Returns the subject of NATS for a subject. Points, which separate tokens, and percent signs are written as in URLs.</summary>
    public static string Of(string cluster, DurableStream stream, string subject)
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

    /// <summary>Returns the subject in a subject of NATS.</summary>
    public static string Read(string subject) => subject[(subject.LastIndexOf('.') + 1)..]
        .Replace("%2E", ".", StringComparison.Ordinal)
        .Replace("%25", "%", StringComparison.Ordinal);
}
