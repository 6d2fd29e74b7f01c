using System.Text;

namespace ZmqNative.Cluster;

/// <summary>Texts in the fields of messages of a log, which are printable ASCII: others are written as Base64 of UTF-8 under another name.</summary>
internal static class FieldText
{
    private const string EncodedSuffix = "-Base64";

    public static void Remove(Dictionary<string, string> fields, string name)
    {
        _ = fields.Remove(name);
        _ = fields.Remove(name + EncodedSuffix);
    }

    public static void Write(Dictionary<string, string> fields, string name, string text)
    {
        // Engines may trim blanks.
        bool isPlain = !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.AsSpan().Trim().Length == text.Length;
        if (isPlain)
        {
            fields[name] = text;
        }
        else
        {
            fields[name + EncodedSuffix] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Reads a text; null if there is none, or it cannot be read.</summary>
    public static string? Read(IReadOnlyDictionary<string, string> fields, string name)
    {
        if (fields.TryGetValue(name, out string? plain))
        {
            return plain;
        }

        if (!fields.TryGetValue(name + EncodedSuffix, out string? encoded))
        {
            return null;
        }

        byte[] bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
