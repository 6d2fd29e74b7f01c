using System.Globalization;
using System.Text;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Makes keys of the usual types.</summary>
internal static class Keys
{
    /// <summary>The shortest time for options that must be greater than zero.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private const string None = "none";

    public static OptionKey<T> Whole<T>(string name, long least, long most, Func<T, long, T> set)
        where T : class =>
        new(name, $"a whole number from {least} to {most}", (options, text) =>
            TryWhole(text, least, most, out long value) ? set(options, value) : null);

    public static OptionKey<T> WholeOrNone<T>(string name, long least, Func<T, long?, T> set)
        where T : class =>
        new(name, $"a whole number from {least} on, or \"{None}\"", (options, text) =>
            IsNone(text) ? set(options, null) : TryWhole(text, least, long.MaxValue, out long value) ? set(options, value) : null);

    public static OptionKey<T> Duration<T>(string name, TimeSpan least, Func<T, TimeSpan, T> set)
        where T : class =>
        new(name, Allowed(least), (options, text) =>
            DurationText.TryParse(text, out TimeSpan value) && IsWithin(value, least) ? set(options, value) : null);

    public static OptionKey<T> DurationOrNone<T>(string name, TimeSpan least, Func<T, TimeSpan?, T> set)
        where T : class =>
        new(name, $"{Allowed(least)}, or \"{None}\"", (options, text) =>
            IsNone(text) ? set(options, null)
            : DurationText.TryParse(text, out TimeSpan value) && IsWithin(value, least) ? set(options, value) : null);

    public static OptionKey<T> Flag<T>(string name, Func<T, bool, T> set)
        where T : class =>
        new(name, "true or false", (options, text) => bool.TryParse(text, out bool value) ? set(options, value) : null);

    public static OptionKey<T> Fraction<T>(string name, Func<T, double, T> set)
        where T : class =>
        new(name, "a number from 0 to 1", (options, text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1
                ? set(options, value)
                : null);

    public static OptionKey<T> Choice<T, TEnum>(string name, Func<T, TEnum, T> set)
        where T : class
        where TEnum : struct, Enum =>
        new(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}", (options, text) =>
            Enum.GetNames<TEnum>().Contains(text, StringComparer.OrdinalIgnoreCase)
                ? set(options, Enum.Parse<TEnum>(text, ignoreCase: true))
                : null);

    public static OptionKey<T> Text<T>(string name, Func<T, string, T> set)
        where T : class =>
        new(name, "a text", (options, text) => set(options, text));

    public static OptionKey<T> Encoding<T>(Func<T, Encoding, T> set)
        where T : class =>
        new("Encoding", "the name of an encoding that writes ASCII as one byte each, such as utf-8 or latin1", (options, text) =>
        {
            try
            {
                Encoding encoding = text.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
                    : System.Text.Encoding.GetEncoding(text);
                return encoding.GetByteCount("1 a") == 3 ? set(options, encoding) : null;
            }
            catch (ArgumentException)
            {
                return null;
            }
        });

    /// <summary>Describes the durations that are allowed.</summary>
    public static string Allowed(TimeSpan least) =>
        $"a time of {(least > TimeSpan.Zero ? $"at least {least.TotalMilliseconds:0} ms" : "zero or more")}, at most 24 days, "
        + "such as 00:00:05, 5s or 250ms";

    // The limit of all options: timers count milliseconds in 32 bits.
    public static bool IsWithin(TimeSpan value, TimeSpan least) => value >= least && value <= OptionChecks.Longest;

    private static bool TryWhole(string text, long least, long most, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    private static bool IsNone(string text) => text.Equals(None, StringComparison.OrdinalIgnoreCase);
}
