namespace ZmqNative.Patterns;

/// <summary>The range of all times that are options or time-outs: libzmq and timers count milliseconds in 32 bits.</summary>
internal static class TimeLimits
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

    private static ArgumentOutOfRangeException Create(TimeSpan value, string parameter, string? option, string from) => new(
        parameter, value, $"{option ?? "The time"} is {value}; it must be {from} to {Longest} (days.hours:minutes:seconds, {int.MaxValue:N0} ms).");
}
