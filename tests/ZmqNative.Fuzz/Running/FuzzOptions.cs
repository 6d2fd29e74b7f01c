using System.Globalization;

namespace ZmqNative.Fuzz;

/// <summary>The command line.</summary>
/// <param name="Targets">The targets.</param>
/// <param name="Time">The time for each of them.</param>
/// <param name="Seed">The seed.</param>
/// <param name="File">An input to run instead, or null.</param>
/// <param name="LibFuzzer">Whether libFuzzer makes the inputs.</param>
internal sealed record FuzzOptions(IReadOnlyList<FuzzTarget> Targets, TimeSpan Time, int Seed, string? File, bool LibFuzzer)
{
    public const string Help = """
        ./build.sh fuzz [--target=NAME] [--minutes=N] [--seed=N]    inputs of a seeded mutator; all targets by default, 1 minute each
                        --target=NAME --file=PATH                   runs the bytes of a file once, such as those of a fault
                        --target=NAME --libfuzzer                   inputs of libFuzzer, for a program that SharpFuzz has instrumented
                        --list                                      lists the targets
        """;

    /// <summary>Reads the command line.</summary>
    /// <returns>The options; null if there is nothing to run, with a text to print.</returns>
    public static (FuzzOptions? Options, string Text) Parse(IEnumerable<string> args)
    {
        FuzzOptions options = new(FuzzTargets.All, TimeSpan.FromMinutes(1), 1, null, false);
        foreach (string arg in args)
        {
            (string name, string value) = arg.Split('=', 2) is [var n, var v] ? (n, v) : (arg, string.Empty);
            switch (name)
            {
                case "--target" when FuzzTargets.Find(value) is { } target:
                    options = options with { Targets = [target] };
                    break;
                case "--minutes" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double minutes) && minutes is > 0 and < 10_000:
                    options = options with { Time = TimeSpan.FromMinutes(minutes) };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed):
                    options = options with { Seed = seed };
                    break;
                case "--file" when System.IO.File.Exists(value):
                    options = options with { File = value };
                    break;
                case "--libfuzzer":
                    options = options with { LibFuzzer = true };
                    break;
                case "--list":
                    return (null, string.Join('\n', FuzzTargets.All.Select(static target => $"{target.Name,-16}{target.Description}")));
                default:
                    return (null, $"{arg} is not known, or has no such value.\n{Help}");
            }
        }

        return (options.File is not null || options.LibFuzzer) && options.Targets.Count != 1
            ? (null, $"--file and --libfuzzer need a --target.\n{Help}")
            : (options, string.Empty);
    }
}
