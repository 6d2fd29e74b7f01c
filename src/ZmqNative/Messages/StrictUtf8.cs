using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZmqNative;

/// <summary>UTF-8 for texts that address something: what cannot be encoded is refused rather than replaced.</summary>
/// <remarks>Two texts with different halves of surrogate pairs would become the same address, U+FFFD in both.</remarks>
internal static class StrictUtf8
{
    /// <summary>The encoding, without a byte order mark; it throws an <see cref="EncoderFallbackException"/>.</summary>
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws if a text has half of a surrogate pair.</summary>
    /// <exception cref="ArgumentException">It has.</exception>
    public static void Check(ReadOnlySpan<char> text, string parameterName)
    {
        if (!IsValid(text))
        {
            Throw(parameterName, inner: null);
        }
    }

    /// <summary>Whether a text has no half of a surrogate pair.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        // Most texts have no surrogates at all, which is found out many characters at a time.
        int index = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (index >= 0)
        {
            text = text[index..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
            {
                return false;
            }

            text = text[2..];
            index = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="ArgumentException">It has half of a surrogate pair.</exception>
    public static byte[] GetBytes(string text, string parameterName)
    {
        try
        {
            return Encoding.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            Throw(parameterName, exception);
            throw;
        }
    }

    /// <summary>A frame with the bytes of a text.</summary>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair.</exception>
    public static Frame ToFrame(string text, string parameterName)
    {
        Check(text, parameterName);
        return Frame.FromText(text);
    }

    /// <summary>Throws the exception for a text that cannot be UTF-8.</summary>
    [DoesNotReturn]
    public static void Throw(string parameterName, Exception? inner) =>
        throw new ArgumentException("The text has half of a surrogate pair and cannot be UTF-8.", parameterName, inner);
}
