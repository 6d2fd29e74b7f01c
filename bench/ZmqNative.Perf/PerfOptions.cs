using System.Globalization;

namespace ZmqNative.Perf;

/// <summary>What the command line asks for.</summary>
internal sealed record PerfOptions
{
    private const int DefaultRounds = 12;
    private const int QuickRounds = 7;

    // A machine has moods that last for seconds or minutes: three passes see more of them than one three times as long, and
    // three sets of workers even out what chance there is in compiling and in the layout of memory.
    private const int DefaultPasses = 3;

    /// <summary>A selection that ends within a minute.</summary>
    public bool Quick { get; private init; }

    /// <summary>How often each scenario is measured, after the warm-up.</summary>
    public int Rounds => RoundsAsked ?? (Quick ? QuickRounds : DefaultRounds);

    /// <summary>Over how many passes through all scenarios the rounds are spread.</summary>
    public int Passes => Math.Min(Rounds, PassesAsked ?? (Quick ? 1 : DefaultPasses));

    private int? RoundsAsked { get; init; }

    private int? PassesAsked { get; init; }

    /// <summary>Parts of names, of which a scenario that is to run has one.</summary>
    public string[] Filter { get; private init; } = [string.Empty];

    /// <summary>Where report and plots go.</summary>
    public string Output { get; private init; } = Path.Combine("artifacts", "perf");

    /// <summary>Leaves the ends of inproc scenarios to the scheduler.</summary>
    public bool Unpinned { get; private init; }

    /// <summary>Only the scenarios that have a bar to reach.</summary>
    public bool Bars { get; private init; }

    /// <summary>Only print the names.</summary>
    public bool List { get; private init; }

    public bool Selects(Scenario scenario) =>
        (!Quick || scenario.Quick)
        && (!Bars || scenario.Bar is not null)
        && Filter.Any(part => scenario.Id.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>A scenario as it is to run on this machine.</summary>
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
                    $"'{arg}' is not understood. There are --quick, --rounds=N, --passes=N, --bars, --unpinned, --filter=TEXT,..., --output=FOLDER and --list.", nameof(args)),
            };
        }

        return options;
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
