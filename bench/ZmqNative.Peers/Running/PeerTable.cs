using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>The results as Markdown, with a note for each figure that is missing.</summary>
internal sealed class PeerTable(IReadOnlyList<PeerProcess> peers)
{
    private readonly List<(Row Row, Cell[] Cells)> _rows = [];

    /// <summary>The folder of the results, which exists.</summary>
    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine("artifacts", "perf")).FullName;

    public void Add(Row row, Cell[] cells) => _rows.Add((row, cells));

    public string ToMarkdown(int rounds)
    {
        StringBuilder text = new();
        List<string> notes = [];
        _ = text.Append(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {RuntimeInformation.FrameworkDescription}, libzmq {Zmq.Version}, ")
            .Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, median of {rounds} rounds (quartiles), bytes allocated per operation\n\n")
            .Append("| | unit |").AppendJoin('|', peers.Select(static p => $" {p.Name} {p.Version} ")).Append('|')
            .AppendJoin('|', peers.Skip(1).Select(static p => $" ours / {p.Name} ")).Append("|\n|---|---|")
            .AppendJoin('|', Enumerable.Repeat("--:", (2 * peers.Count) - 1)).Append("|\n");
        foreach ((Row row, Cell[] cells) in _rows)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"| {row.Title} | {row.Unit} |")
                .AppendJoin('|', cells.Select((cell, i) => Describe(row, cell, peers[i], notes))).Append('|')
                .AppendJoin('|', cells.Skip(1).Select(cell => Ratio(cells[0], cell))).Append("|\n");
        }

        return text.Append('\n').AppendJoin('\n', notes).Append('\n').ToString();
    }

    /// <summary>Writes the plot of requests by the number in flight, if there are several such rows.</summary>
    public void WritePlot()
    {
        List<(Row Row, Cell[] Cells)> requests = [.. _rows.Where(static r => r.Row.InFlight > 0)];
        if (requests.Count < 2)
        {
            return;
        }

        List<Series> series = [];
        for (int i = 0; i < peers.Count; i++)
        {
            List<(double X, double Y)> points = [.. requests.Where(r => r.Cells[i].Missing is null).Select(r => ((double)r.Row.InFlight, r.Cells[i].Value / 1e3))];
            if (points.Count > 0)
            {
                series.Add(new Series(peers[i].Name, points));
            }
        }

        LineChart chart = new(
            "Requests of 16 B over tcp, by the number in flight",
            "K requests/s",
            [.. requests.Select(static r => ((double)r.Row.InFlight, r.Row.InFlight.ToString("N0", CultureInfo.InvariantCulture)))],
            series,
            logarithmic: true);
        File.WriteAllText(Path.Combine(Folder, "requests-in-flight.svg"), chart.Render());
    }

    // Ratios are made within each round, as disturbances of the machine affect both parts of a round.
    private static string Ratio(Cell ours, Cell other)
    {
        if (ours.Missing is not null || other.Missing is not null || ours.Rounds.Count == 0)
        {
            return " - ";
        }

        double[] ratios = [.. ours.Rounds.Zip(other.Rounds, static (left, right) => left[0] / right[0])];
        return string.Create(
            CultureInfo.InvariantCulture,
            $" {Statistics.Median(ratios):F2} ({Statistics.Quantile(ratios, 0.25):F2}-{Statistics.Quantile(ratios, 0.75):F2}) ");
    }

    private static string Describe(Row row, Cell cell, PeerProcess peer, List<string> notes)
    {
        if (cell.Missing is { } missing)
        {
            if (missing != "none")
            {
                notes.Add($"- {peer.Name}, {row.Id}: {missing}");
            }

            return missing == "none" ? " - " : " failed ";
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $" {Figure(cell.Value)} ({Figure(cell.Low)}-{Figure(cell.High)}){(row.Load == Row.Requests ? string.Empty : $" {cell.Bytes:F0} B")} ");
    }

    private static string Figure(double value) => value >= 1000
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("F1", CultureInfo.InvariantCulture);
}
