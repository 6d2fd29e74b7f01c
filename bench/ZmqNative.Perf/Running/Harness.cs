using Spectre.Console;

namespace ZmqNative.Perf;

/// <summary>Measures the scenarios one after the other: a warm-up, then rounds in which ZmqNative and the baseline alternate.</summary>
internal static class Harness
{
    // Tiered compilation instruments after 30 calls and 100 ms, and compiles in the background; two seconds are enough for it.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan QuickWarmUp = TimeSpan.FromSeconds(1);
    private const int QuickDivisor = 2;
    private const int LogWidth = 195;

    public static async Task<int> RunAsync(PerfOptions options)
    {
        List<Scenario> scenarios = [.. Scenarios.All.Where(options.Selects).Select(options.Adapt)];
        if (options.List || scenarios.Count == 0)
        {
            (scenarios.Count == 0 ? Scenarios.All : scenarios).ToList().ForEach(static s => Console.WriteLine(s.Id));
            return scenarios.Count == 0 ? 1 : 0;
        }

        // A log has no width, and wrapped lines would make the table unreadable.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LogWidth);
        Machine machine = Machine.Describe(options.Rounds);
        AnsiConsole.MarkupLineInterpolated($"[grey]{machine.Summary}[/]");
        List<Rounds> measured = [.. scenarios.Select(s => new Rounds(s with { Count = options.Quick ? s.Count / QuickDivisor : s.Count }))];
        await AnsiConsole.Progress()
            .AutoRefresh(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new RemainingTimeColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask progress = context.AddTask("starting", maxValue: scenarios.Count * (options.Rounds + options.Passes));
                for (int pass = 0; pass < options.Passes; pass++)
                {
                    foreach (Rounds rounds in measured)
                    {
                        progress.Description = $"{rounds.Scenario.Id} ({pass + 1}/{options.Passes})";
                        int count = (options.Rounds / options.Passes) + (pass < options.Rounds % options.Passes ? 1 : 0);
                        await rounds.MeasureAsync(count, options.Quick ? QuickWarmUp : WarmUp, () =>
                        {
                            progress.Increment(1);

                            // Drawn between rounds only: a drawing thread would affect the measurement.
                            context.Refresh();
                        });
                    }
                }
            });

        List<Result> results = [.. measured.Select(static m => m.ToResult())];
        AnsiConsole.Write(ResultTable.Create(results));
        Report.Write(options.Output, machine, results);
        Plots.Write(options.Output, results);
        List<bool> verdicts = [.. results.SelectMany(static r => r.Verdicts)];
        AnsiConsole.MarkupLineInterpolated($"{verdicts.Count(static met => met)} of {verdicts.Count} bars met; report and plots in {options.Output}");
        return 0;
    }
}
