using Spectre.Console;
using Spectre.Console.Rendering;
using Measurement = Tour.Stage.Measurement;

namespace Tour.Screen;

/// <summary>The numbers behind a bar: the rate while it moves, then the result of the checks.</summary>
internal sealed class GaugeColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        StepState state = task.State.Get<StepState>(StepState.Key);
        return state switch
        {
            { Result: { } result } => Finished(result),
            { Gauge: { } gauge } => new Markup(Numbers(gauge.Messages, gauge.Bytes, gauge.Elapsed)),
            _ => Text.Empty,
        };
    }

    private static Markup Finished(Measurement result)
    {
        string numbers = Numbers(result.Messages, result.Bytes, result.Elapsed);
        return result.Problems.Count == 0
            ? new Markup($"{numbers}  [{Palette.Good}]✓[/] [{Palette.Faint}]{result.Verified}[/]")
            : new Markup($"{numbers}  [{Palette.Bad}]✗ {result.Problems[0].EscapeMarkup()}[/]");
    }

    private static string Numbers(long messages, long bytes, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        return $"{Format.Rate(messages / seconds),13} {Format.Throughput(bytes / seconds),11}";
    }
}
