using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZmqNative;

/// <summary>Z85, the text form of binary keys: ZeroMQ RFC 32. Five characters for four bytes.</summary>
public static class Z85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private const int Base = 85;
    private const byte Invalid = 0xFF;

    private static readonly byte[] Values = MakeValues();

    /// <summary>Encodes bytes.</summary>
    /// <param name="bytes">The bytes; their number must be a multiple of 4.</param>
    /// <returns>The text, of 5 characters for each 4 bytes.</returns>
    /// <exception cref="ArgumentException">The number of bytes is no multiple of 4.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 4 != 0)
        {
            throw new ArgumentException($"Z85 encodes 4 bytes at a time; {bytes.Length} is no multiple of 4.", nameof(bytes));
        }

        return string.Create(bytes.Length / 4 * 5, bytes, static (text, bytes) =>
        {
            for (int i = 0, o = 0; i < bytes.Length; i += 4, o += 5)
            {
                uint word = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]);
                for (int digit = 4; digit >= 0; digit--)
                {
                    (word, uint value) = Math.DivRem(word, Base);
                    text[o + digit] = Alphabet[(int)value];
                }
            }
        });
    }

    /// <summary>Decodes a text.</summary>
    /// <param name="text">The text; its length must be a multiple of 5.</param>
    /// <returns>The bytes, 4 for each 5 characters.</returns>
    /// <exception cref="FormatException">
    /// The length is no multiple of 5, a character is not of Z85, or a group exceeds 32 bits.
    /// </exception>
    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        byte[] ascii = new byte[text.Length];
        if (!Ascii.IsValid(text) || Encoding.ASCII.GetBytes(text, ascii) != text.Length || !TryDecode(ascii, out byte[]? bytes))
        {
            throw new FormatException("The text is no Z85: groups of 5 characters out of 0-9 a-z A-Z .-:+=^!/*?&<>()[]{}@%$# .");
        }

        return bytes;
    }

    /// <summary>Decodes a text, without an exception.</summary>
    /// <param name="text">The text in ASCII.</param>
    /// <param name="bytes">The bytes, 4 for each 5 characters, or null.</param>
    /// <returns>False if the text is no Z85.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 5 != 0)
        {
            return false;
        }

        byte[] result = new byte[text.Length / 5 * 4];
        for (int i = 0, o = 0; i < text.Length; i += 5, o += 4)
        {
            if (!TryDecodeGroup(text.Slice(i, 5), out uint word))
            {
                return false;
            }

            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(o), word);
        }

        bytes = result;
        return true;
    }

    /// <summary>Whether the text can be decoded. Nothing of it is copied: it may be a secret key.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length % 5 != 0)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i += 5)
        {
            if (!TryDecodeGroup(text.Slice(i, 5), out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryDecodeGroup(ReadOnlySpan<byte> group, out uint word)
    {
        ulong sum = 0;
        word = 0;
        foreach (byte character in group)
        {
            byte value = Values[character];
            if (value == Invalid)
            {
                return false;
            }

            sum = (sum * Base) + value;
        }

        if (sum > uint.MaxValue)
        {
            return false;
        }

        word = (uint)sum;
        return true;
    }

    private static byte[] MakeValues()
    {
        byte[] values = new byte[256];
        Array.Fill(values, Invalid);
        for (int i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = (byte)i;
        }

        return values;
    }
}
