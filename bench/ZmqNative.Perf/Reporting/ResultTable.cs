using System.Globalization;
using Spectre.Console;

namespace ZmqNative.Perf;

/// <summary>The results as a table for people.</summary>
internal static class ResultTable
{
    public static Table Create(IEnumerable<Result> results)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("scenario").NoWrap());
        foreach (string column in new[] { "ours", "baseline", "unit", "ratio", "quartiles", "bar", "B/op", "CPU ns/op", "baseline's", "switches/op", "baseline's" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        foreach (Result result in results)
        {
            Usage ours = result.OursPerOperation;
            Usage baseline = result.BaselinePerOperation;
            table.AddRow(
                result.Scenario.Id,
                Figure(result.Ours),
                Figure(result.Baseline),
                result.Scenario.Unit,
                Colour(result.Met, Text($"{result.Ratio:F3}")),
                Text($"{result.RatioLow:F2}-{result.RatioHigh:F2}"),
                result.Scenario.Bar is { } bar ? Text($"{(result.Scenario.LowerIsBetter ? "<=" : ">=")} {bar:F2}") : string.Empty,
                Colour(result.MetBytes, Text($"{ours.AllocatedBytes:F2}{Limit(result.Scenario.MaxBytes)}")),
                Text($"{Nanoseconds(ours):F0}"),
                Text($"{Nanoseconds(baseline):F0}"),
                Colour(result.MetSwitches, Text($"{ours.ContextSwitches:F3}{Limit(result.Scenario.MaxSwitches)}")),
                Text($"{baseline.ContextSwitches:F3}"));
        }

        return table;
    }

    public static string Figure(double value) => value >= 1000 ? Text($"{value:N0}") : Text($"{value:F2}");

    private static double Nanoseconds(Usage usage) => (usage.UserSeconds + usage.SystemSeconds) * 1e9;

    private static string Limit(double? most) => most is { } limit ? Text($" (<= {limit:0.##})") : string.Empty;

    private static string Colour(bool? met, string text) => met switch
    {
        true => $"[green]{text}[/]",
        false => $"[red]{text}[/]",
        null => text,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
