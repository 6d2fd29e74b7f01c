using System.Globalization;

namespace ZmqNative.Soak;

/// <summary>The command line.</summary>
/// <param name="Time">The time in which messages are sent; the end takes longer.</param>
/// <param name="Seed">The seed of all faults and rounds.</param>
/// <param name="Output">The folder of the report.</param>
/// <param name="Filter">The beginning of the names of the loads that run; empty for all.</param>
internal sealed record SoakOptions(TimeSpan Time, int Seed, string Output, string Filter)
{
    public const string Help = """
        ./build.sh soak [--minutes=N] [--seed=N]    all patterns and actors at once, with faults; 1 minute by default
                        [--load=NAME]               only the loads whose names begin so
                        [--output=FOLDER]           the folder of the report and its curves, artifacts/soak by default
        """;

    /// <summary>Reads the command line.</summary>
    /// <returns>The options; null if there is nothing to run, with a text to print.</returns>
    public static (SoakOptions? Options, string Text) Parse(IEnumerable<string> args)
    {
        SoakOptions options = new(TimeSpan.FromMinutes(1), 1, Path.Combine("artifacts", "soak"), string.Empty);
        foreach (string arg in args)
        {
            (string name, string value) = arg.Split('=', 2) is [var n, var v] ? (n, v) : (arg, string.Empty);
            switch (name)
            {
                case "--minutes" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double minutes) && minutes is > 0 and < 10_000:
                    options = options with { Time = TimeSpan.FromMinutes(minutes) };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed):
                    options = options with { Seed = seed };
                    break;
                case "--output" when value.Length > 0:
                    options = options with { Output = value };
                    break;
                case "--load":
                    options = options with { Filter = value };
                    break;
                default:
                    return (null, $"{arg} is not known, or has no such value.\n{Help}");
            }
        }

        return (options, string.Empty);
    }
}
