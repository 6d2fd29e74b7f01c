using Spectre.Console;
using Tour.Stage;

namespace Tour.Screen;

/// <summary>The table at the end, and the verdict.</summary>
internal static class Summary
{
    // The ends of each latency measurement.
    private static readonly string[] Legend =
    [
        "p50, p99, max: REQ/REP, DEALER/ROUTER and RequestClient from question to",
        "answer; PUSH/PULL from a file's first piece sent to its hash verified; the",
        "others from send to receive, with full queues. Pusher, Publisher,",
        "RequestClient and PairClient are the awaitable patterns; the broker's messages",
        "are objects, which have no bytes.",
    ];

    public static void Show(IAnsiConsole console, IReadOnlyList<Measurement> results, TimeSpan elapsed)
    {
        console.WriteLine();
        console.Write(MakeTable(results));
        foreach (string line in Legend)
        {
            console.MarkupLine($"[{Palette.Faint}]{line}[/]");
        }

        console.WriteLine();
        ShowVerdict(console, results, elapsed);
    }

    private static Table MakeTable(IReadOnlyList<Measurement> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderStyle(Palette.Faint);
        _ = table.AddColumns("[bold]pattern[/]", "[bold]over[/]");
        foreach (string name in new[] { "msg/s", "MB/s", "p50", "p99", "max" })
        {
            _ = table.AddColumn(new TableColumn($"[bold]{name}[/]").RightAligned());
        }

        _ = table.AddColumn(string.Empty);

        string? last = null;
        foreach (Measurement result in results)
        {
            // A pattern is named once; a line separates it from the one before.
            bool first = result.Pattern != last;
            if (first && last is not null)
            {
                _ = table.AddEmptyRow();
            }

            last = result.Pattern;
            _ = table.AddRow(
                new Markup(first ? $"[{Palette.Accent}]{result.Pattern}[/]" : string.Empty),
                new Text(result.Transport.Name()),
                new Text($"{result.MessagesPerSecond:N0}"),
                new Text(Format.Megabytes(result.MegabytesPerSecond)),
                Time(result.Latency?.P50),
                Time(result.Latency?.P99),
                Time(result.Latency?.Max),
                new Markup(result.Problems.Count == 0 ? $"[{Palette.Good}]✓[/]" : $"[{Palette.Bad}]✗[/]"));
        }

        return table;
    }

    private static Text Time(double? microseconds) => new(microseconds is { } value ? Format.Time(value) : "-");

    private static void ShowVerdict(IAnsiConsole console, IReadOnlyList<Measurement> results, TimeSpan elapsed)
    {
        string[] problems = [.. results.SelectMany(static result =>
            result.Problems.Select(problem => $"{result.Pattern} over {result.Transport.Name()}: {problem}"))];
        string size = Format.Size(results.Sum(static result => (double)result.Bytes));
        string total = $"{results.Sum(static result => result.Messages):N0} messages, {size}, {elapsed.TotalSeconds:0.0} s";

        // No panel: in a log it would be a box of ASCII around one line.
        if (problems.Length == 0)
        {
            console.MarkupLine($"[bold {Palette.Good}]Everything arrived as it was sent.[/] Every count and every hash matched.");
            console.WriteLine(total);
            return;
        }

        console.MarkupLine($"[bold {Palette.Bad}]Not everything arrived as it was sent[/] ({total}):");
        foreach (string problem in problems)
        {
            console.MarkupLine($"  [{Palette.Bad}]✗[/] {problem.EscapeMarkup()}");
        }
    }
}
