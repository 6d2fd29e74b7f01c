using Spectre.Console;
using Tour.Chapters;
using Tour.Stage;

namespace Tour.Screen;

/// <summary>A bar for each transport, moving while messages do.</summary>
internal sealed class LiveScreen(IAnsiConsole console) : IScreen
{
    private const int BarWidth = 20;

    // Ten frames a second are smooth enough, and drawing them does not slow the messages down.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);

    public IAnsiConsole Console => console;

    public async Task<IReadOnlyList<Measurement>> ShowAsync(ITourChapter chapter, IReadOnlyList<Step> steps)
    {
        console.Write(new Rule($"[bold {Palette.Accent}]{chapter.Title}[/]").LeftJustified().RuleStyle(Palette.Faint));
        console.MarkupLine($"[{Palette.Faint}]{chapter.About.EscapeMarkup()}[/]");

        Progress progress = console.Progress().AutoClear(false).HideCompleted(false).Columns(
            new TransportColumn(),
            new ProgressBarColumn
            {
                Width = BarWidth,
                CompletedStyle = Palette.Accent,
                FinishedStyle = Palette.Good,
                RemainingStyle = Palette.Faint,
            },
            new GaugeColumn());
        progress.RefreshRate = RefreshInterval;
        return await progress.StartAsync(context => RunAsync(context, steps));
    }

    private static async Task<IReadOnlyList<Measurement>> RunAsync(ProgressContext context, IReadOnlyList<Step> steps)
    {
        List<(Step Step, ProgressTask Bar)> rows =
            [.. steps.Select(step => (step, context.AddTask(step.Transport.Name(), autoStart: false, maxValue: 1)))];

        List<Measurement> results = [];
        foreach ((Step step, ProgressTask bar) in rows)
        {
            Gauge gauge = step.Prepare();
            bar.State.Update<StepState>(StepState.Key, _ => new StepState(gauge, null));
            bar.StartTask();

            Task<Measurement> running = step.RunAsync(gauge);
            while (await Task.WhenAny(running, Task.Delay(RefreshInterval)) != running)
            {
                // A bar is full only with the far side's report.
                bar.Value = gauge.Fraction * 0.99;
            }

            Measurement result = await running;
            bar.State.Update<StepState>(StepState.Key, _ => new StepState(gauge, result));
            bar.Value = 1;
            bar.StopTask();
            results.Add(result);
        }

        return results;
    }
}
