namespace ZmqNative.Actors.Remote;

/// <summary>The form in which brokers send a fence: the two numbers in base 36 with a point between them, such as <c>mwwfi2rf.3mv</c>.</summary>
/// <remarks>Each message has it. libzmq keeps frames of up to 32 bytes inside of its message; for a longer one it allocates, and keeps the whole buffer in which it came.</remarks>
internal static class ShortFence
{
    private const int Base = 36;

    // Of the greatest number.
    private const int MaxDigits = 13;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Returns the text of a fence.</summary>
    public static string Write(Fence fence) => $"{Write(fence.Incarnation)}.{Write(fence.Epoch)}";

    /// <summary>Reads a fence from its text; false if the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Fence fence) => Fence.TryParse(text, TryParseNumber, out fence);

    private static string Write(ulong number)
    {
        Span<char> text = stackalloc char[MaxDigits];
        int first = text.Length;
        do
        {
            text[--first] = Digits[(int)(number % Base)];
            number /= Base;
        }
        while (number > 0);
        return new string(text[first..]);
    }

    // One text for each number.
    private static bool TryParseNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > MaxDigits || (text[0] == '0' && text.Length > 1))
        {
            return false;
        }

        UInt128 value = 0;
        foreach (char character in text)
        {
            int digit = Digits.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value * Base) + (uint)digit;
        }

        number = (ulong)value;
        return value <= ulong.MaxValue;
    }
}
