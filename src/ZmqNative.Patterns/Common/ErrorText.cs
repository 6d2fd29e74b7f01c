using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZmqNative.Patterns;

/// <summary>Texts of errors that go to a peer.</summary>
internal static class ErrorText
{
    /// <summary>The text that a peer gets when a handler has failed and its exception is not for peers.</summary>
    public const string HandlerFailed = "The handler failed.";

    private const int MaxBytes = 1024;

    /// <summary>Returns the type and the message of an exception, for a peer that may see them.</summary>
    public static string Describe(Exception exception) => Cut($"{exception.GetType().Name}: {MessageOf(exception)}");

    /// <summary>Returns the message of an exception, which may be user code that throws: that must not end the loop that calls a handler.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It may throw anything.")]
    public static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return "(its message cannot be read)";
        }
    }

    /// <summary>Reads a text of a peer, of which at most 1 KiB is looked at.</summary>
    public static string Read(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxBytes)]);

    /// <summary>Cuts a text to 1 KiB of UTF-8, between two characters.</summary>
    public static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes)
        {
            return text;
        }

        int bytes = 0;
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > MaxBytes)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
