using System.Diagnostics;
using Spectre.Console;

namespace ZmqNative.Perf;

/// <summary>Measures scenario after scenario: a warm-up, then rounds in which ours and the baseline take turns.</summary>
internal static class Harness
{
    // Tiered compilation instruments after 30 calls and 100 ms, and compiles in the background; two seconds settle it.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan QuickWarmUp = TimeSpan.FromSeconds(1);
    private const int QuickDivisor = 2;
    private const int LogWidth = 175;

    public static async Task<int> RunAsync(PerfOptions options)
    {
        List<Scenario> scenarios = [.. Scenarios.All.Where(options.Selects).Select(options.Adapt)];
        if (options.List || scenarios.Count == 0)
        {
            (scenarios.Count == 0 ? Scenarios.All : scenarios).ToList().ForEach(static s => Console.WriteLine(s.Id));
            return scenarios.Count == 0 ? 1 : 0;
        }

        // A log has no width of its own, and a table that is cut up is no table.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LogWidth);
        Machine machine = Machine.Describe(options.Rounds);
        AnsiConsole.MarkupLineInterpolated($"[grey]{machine.Summary}[/]");
        List<Result> results = [];
        await AnsiConsole.Progress()
            .AutoRefresh(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new RemainingTimeColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask progress = context.AddTask("starting", maxValue: scenarios.Count * (options.Rounds + 1));
                foreach (Scenario scenario in scenarios)
                {
                    progress.Description = scenario.Id;
                    results.Add(await MeasureAsync(scenario, options, () =>
                    {
                        progress.Increment(1);

                        // Drawn between rounds only: a thread that draws would take part in what is measured.
                        context.Refresh();
                    }));
                }
            });

        AnsiConsole.Write(ResultTable.Create(results));
        Report.Write(options.Output, machine, results);
        Plots.Write(options.Output, results);
        AnsiConsole.MarkupLineInterpolated($"{results.Count(static r => r.Met == true)} of {results.Count(static r => r.Met is not null)} bars met; report and plots in {options.Output}");
        return 0;
    }

    private static async Task<Result> MeasureAsync(Scenario scenario, PerfOptions options, Action advance)
    {
        int count = options.Quick ? scenario.Count / QuickDivisor : scenario.Count;
        List<Sample> ours = [];
        List<Sample> baseline = [];
        await using OurSide side = new(scenario);
        await using ISide other = scenario.BaselineLoad is { } load ? new OurSide(scenario with { Load = load }) : new NativeSide(scenario);
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan warmUp = options.Quick ? QuickWarmUp : WarmUp;
        for (int i = 0; i < 3 || clock.Elapsed < warmUp; i++)
        {
            _ = await side.MeasureAsync(count);
        }

        clock.Restart();
        for (int i = 0; i < (scenario.BaselineLoad is null ? 1 : 3) || (scenario.BaselineLoad is not null && clock.Elapsed < warmUp); i++)
        {
            _ = await other.MeasureAsync(count);
        }

        advance();
        for (int round = 0; round < options.Rounds; round++)
        {
            // Each goes first in every other round, so that neither always follows the other.
            if (round % 2 == 0)
            {
                ours.Add(await side.MeasureAsync(count));
                baseline.Add(await other.MeasureAsync(count));
            }
            else
            {
                baseline.Add(await other.MeasureAsync(count));
                ours.Add(await side.MeasureAsync(count));
            }

            advance();
        }

        return new Result(scenario with { Count = count }, ours, baseline);
    }
}
