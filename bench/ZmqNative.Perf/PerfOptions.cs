using System.Globalization;

namespace ZmqNative.Perf;

/// <summary>The options of the command line.</summary>
internal sealed record PerfOptions
{
    /// <summary>The options of the command line, as a text.</summary>
    public const string All = "--quick, --rounds=N, --passes=N, --bars, --unpinned, --filter=TEXT,..., --output=FOLDER and --list";

    private const int DefaultRounds = 12;
    private const int QuickRounds = 7;

    // The speed of a machine varies for seconds or minutes at a time: three passes cover more of that than one three times as long, and
    // three sets of workers average the random effects of compilation and memory layout.
    private const int DefaultPasses = 3;

    /// <summary>A selection that ends within a minute.</summary>
    public bool Quick { get; private init; }

    /// <summary>The number of measurements of each scenario, after the warm-up.</summary>
    public int Rounds => RoundsAsked ?? (Quick ? QuickRounds : DefaultRounds);

    /// <summary>The number of passes through all scenarios over which the rounds are distributed.</summary>
    public int Passes => Math.Min(Rounds, PassesAsked ?? (Quick ? 1 : DefaultPasses));

    private int? RoundsAsked { get; init; }

    private int? PassesAsked { get; init; }

    /// <summary>Parts of names. A scenario runs if its name contains one of them.</summary>
    public string[] Filter { get; private init; } = [string.Empty];

    /// <summary>The folder for the report and the plots.</summary>
    public string Output { get; private init; } = Path.Combine("artifacts", "perf");

    /// <summary>Whether the ends of inproc scenarios are not pinned to cores.</summary>
    public bool Unpinned { get; private init; }

    /// <summary>Whether only scenarios with a ratio to reach, or a limit, are measured.</summary>
    public bool Bars { get; private init; }

    /// <summary>Whether only the names are printed.</summary>
    public bool List { get; private init; }

    public bool Selects(Scenario scenario) =>
        (!Quick || scenario.Quick)
        && (!Bars || scenario.IsJudged)
        && Filter.Any(part => scenario.Id.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns a scenario as it runs on this machine.</summary>
    public Scenario Adapt(Scenario scenario) => scenario with { Pinned = scenario.Pinned && Cores.CanPin && !Unpinned };

    public static PerfOptions Parse(string[] args)
    {
        PerfOptions options = new();
        foreach (string arg in args)
        {
            string[] parts = arg.Split('=', 2);
            string value = parts.Length > 1 ? parts[1] : string.Empty;
            options = parts[0] switch
            {
                "--quick" => options with { Quick = true },
                "--bars" => options with { Bars = true },
                "--unpinned" => options with { Unpinned = true },
                "--list" => options with { List = true },
                "--filter" => options with { Filter = value.Split(',') },
                "--output" when value.Length > 0 => options with { Output = value },
                "--rounds" when TryParse(value, out int rounds) => options with { RoundsAsked = rounds },
                "--passes" when TryParse(value, out int passes) => options with { PassesAsked = passes },
                _ => throw new ArgumentException(
                    $"'{arg}' is not an option. The options are {All}.", nameof(args)),
            };
        }

        return options;
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
