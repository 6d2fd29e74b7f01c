using System.Globalization;

namespace ZmqNative.Hosting;

/// <summary>Reads times with units. A number without a unit is refused, because .NET reads 5 as five days.</summary>
internal static class DurationText
{
    private static readonly (string Suffix, double Milliseconds)[] Units =
        [("ms", 1), ("min", 60_000), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a time, such as <c>00:00:05</c>, <c>5s</c>, <c>1.5 s</c>, <c>250ms</c>, <c>2min</c>.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
        }

        foreach ((string suffix, double milliseconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    text.AsSpan(0, text.Length - suffix.Length).TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && Math.Abs(number * milliseconds) < TimeSpan.MaxValue.TotalMilliseconds / 2)
            {
                value = TimeSpan.FromMilliseconds(number * milliseconds);
                return true;
            }
        }

        value = default;
        return text == "0";
    }
}
