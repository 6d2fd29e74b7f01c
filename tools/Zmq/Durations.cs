using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ZmqTool;

/// <summary>Durations on the command line: <c>5</c> and <c>5s</c> are seconds; <c>500ms</c>, <c>2m</c> and <c>1h</c>.</summary>
internal static class Durations
{
    // Timers count milliseconds in 32 bits.
    private const double LongestSeconds = 24 * 24 * 3600;

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>An option whose value is a duration.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = Read,
    };

    public static bool TryParse(string text, out TimeSpan duration)
    {
        (string unit, double seconds) = Array.Find(Units, u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        string number = unit is null ? text : text[..^unit.Length];
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value * (unit is null ? 1 : seconds) is >= 0 and <= LongestSeconds and double total)
        {
            duration = TimeSpan.FromSeconds(total);
            return true;
        }

        duration = default;
        return false;
    }

    /// <summary>Returns a time of a saved context, whose file may have been edited; null if the context has none.</summary>
    /// <exception cref="ToolException">It is out of range.</exception>
    public static TimeSpan? FromSaved(double? seconds, string option) => seconds switch
    {
        null => null,
        >= 0 and <= LongestSeconds => TimeSpan.FromSeconds(seconds.Value),
        _ => throw ToolException.Usage($"The context has '{option}' of {seconds} seconds: it must be from 0 to {LongestSeconds:0}, which are 24 days."),
    };

    private static TimeSpan? Read(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (TryParse(text, out TimeSpan duration))
        {
            return duration;
        }

        result.AddError($"'{text}' is no duration of at most 24 days. Durations look like 5, 0.5s, 500ms, 2m or 1h.");
        return null;
    }
}
