using System.Globalization;
using Spectre.Console;

namespace ZmqTool.Top;

/// <summary>A snapshot as a table for a terminal.</summary>
internal static class TopTable
{
    public static Table Create(TopSnapshot snapshot, string target)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape($"{target}  {Output.Times.Format(snapshot.Time)}  Ctrl-C ends")) };
        _ = table.AddColumn("instrument").AddColumn("tags");
        foreach (string number in (string[])["per second", "value", "median", "p99"])
        {
            _ = table.AddColumn(new TableColumn(number).RightAligned());
        }

        // Instruments that were never used say nothing.
        foreach (TopRow row in snapshot.Rows.Where(static row => row.Rate is > 0 || row.Value is > 0 || row.Median is not null))
        {
            _ = table.AddRow(
                Markup.Escape(row.Name), Markup.Escape(row.Tags), Format(row.Rate), Format(row.Value), Duration(row.Median, row.Unit), Duration(row.P99, row.Unit));
        }

        return table;
    }

    private static string Format(double? value) => value?.ToString("#,0.#", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Duration(double? value, string unit) => (value, unit) switch
    {
        (null, _) => string.Empty,
        ({ } seconds, "s") => seconds < 0.001 ? $"{seconds * 1e6:0} us" : $"{seconds * 1000:0.0} ms",
        _ => Format(value),
    };
}
