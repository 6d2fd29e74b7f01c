using System.Globalization;
using System.Text;

namespace ZmqNative.Cluster;

/// <summary>The subject in the log for a topic: the topic, with the characters that a subject may not have as in URLs. The subject of a prefix is a prefix of the subject.</summary>
internal static class TopicSubject
{
    private const char Escape = '%';

    /// <summary>Returns the subject of a topic, or of a prefix of topics.</summary>
    public static string Encode(string topic)
    {
        StringBuilder? text = null;
        Span<byte> bytes = stackalloc byte[4];
        int at = 0;
        foreach (Rune rune in topic.EnumerateRunes())
        {
            bool isPlain = rune.Value is > ' ' and <= '~' and not '*' and not '>' and not Escape;
            if (!isPlain)
            {
                text ??= new StringBuilder().Append(topic, 0, at);
                foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
                {
                    _ = text.Append(CultureInfo.InvariantCulture, $"{Escape}{value:X2}");
                }
            }
            else
            {
                _ = text?.Append((char)rune.Value);
            }

            at += rune.Utf16SequenceLength;
        }

        return text?.ToString() ?? topic;
    }

    /// <summary>Returns the topic of a subject.</summary>
    public static string Decode(string subject) => subject.Contains(Escape, StringComparison.Ordinal) ? Uri.UnescapeDataString(subject) : subject;
}
