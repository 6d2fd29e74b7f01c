namespace ZmqNative.Patterns;

/// <summary>
/// The checks of all options and time-outs of patterns. Times have a range as libzmq and timers count milliseconds in 32 bits.
/// </summary>
internal static class OptionChecks
{
    /// <summary>The longest time, 24 days 20 hours.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Refuses a time-out that is not positive, or too long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range; the text has the range.</exception>
    public static void CheckTimeout(TimeSpan value, string parameter, string? option = null)
    {
        if (value <= TimeSpan.Zero || value > Longest)
        {
            throw Create(value, parameter, option, "more than 0");
        }
    }

    /// <summary>Refuses a time that is negative, or too long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range; the text has the range.</exception>
    public static void Check(TimeSpan value, string parameter, string? option = null)
    {
        if (value < TimeSpan.Zero || value > Longest)
        {
            throw Create(value, parameter, option, "from 0");
        }
    }

    /// <summary>Refuses a number outside of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range; the text has the range.</exception>
    public static void CheckRange(long value, long least, long most, string option, string parameter = "options")
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{option} is {value:N0}; it must be from {least:N0} to {most:N0}.");
        }
    }

    private static ArgumentOutOfRangeException Create(TimeSpan value, string parameter, string? option, string from) => new(
        parameter, value, $"{option ?? "The time"} is {value}; it must be {from} to {Longest} (days.hours:minutes:seconds, {int.MaxValue:N0} ms).");
}
