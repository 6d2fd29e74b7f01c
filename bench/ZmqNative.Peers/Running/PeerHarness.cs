using System.Diagnostics;
using Spectre.Console;

namespace ZmqNative.Peers;

/// <summary>Measures row after row: a warm-up, then rounds in which all libraries take turns.</summary>
internal static class PeerHarness
{
    private const int DefaultRounds = 7;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args)
    {
        int rounds = args.Select(static a => a.Split('=')).Where(static a => a[0] == "--rounds").Select(static a => int.Parse(a[1])).FirstOrDefault(DefaultRounds);
        string[] filter = args.Where(static a => a.StartsWith("--filter=", StringComparison.Ordinal)).Select(static a => a["--filter=".Length..].Split(',')).FirstOrDefault([""]);
        string markdown = await MeasureAsync(Peer.Names, Row.OfSockets, filter, rounds)
            + await MeasureAsync(ActorPeer.Names, Row.OfActors, filter, rounds);
        await File.WriteAllTextAsync(Path.Combine(PeerTable.Folder, "peers.md"), markdown);
        Console.WriteLine(markdown);
        return 0;
    }

    /// <summary>Measures a group of libraries, and returns their table; empty if the filter selects none of their rows.</summary>
    private static async Task<string> MeasureAsync(IReadOnlyList<string> names, IReadOnlyList<Row> all, string[] filter, int rounds)
    {
        List<Row> rows = [.. all.Where(r => filter.Any(f => r.Id.Contains(f, StringComparison.OrdinalIgnoreCase)))];
        if (rows.Count == 0)
        {
            return string.Empty;
        }

        List<PeerProcess> peers = [.. names.Select(static n => new PeerProcess(n))];
        try
        {
            PeerTable table = new(peers);
            foreach (PeerProcess peer in peers)
            {
                await peer.ReadVersionAsync();
            }

            foreach (Row row in rows)
            {
                AnsiConsole.MarkupLineInterpolated($"[grey]{row.Id}[/]");
                table.Add(row, await MeasureAsync(row, peers, rounds));
            }

            table.WritePlot();
            return table.ToMarkdown(rounds);
        }
        finally
        {
            peers.ForEach(static peer => peer.Dispose());
        }
    }

    private static async Task<Cell[]> MeasureAsync(Row row, List<PeerProcess> peers, int rounds)
    {
        Cell[] cells = [.. peers.Select(static _ => new Cell())];
        for (int i = 0; i < peers.Count; i++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            do
            {
                (double[]? numbers, string text) = await peers[i].MeasureAsync(row);
                cells[i].Missing = numbers is null ? text : null;
            }
            while (cells[i].Missing is null && clock.Elapsed < WarmUp);
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int k = 0; k < peers.Count; k++)
            {
                // Each library is first in turn, so that none always follows the same other one.
                int i = (k + round) % peers.Count;
                if (cells[i].Missing is null)
                {
                    (double[]? numbers, string text) = await peers[i].MeasureAsync(row);
                    cells[i].Missing = numbers is null ? text : null;
                    if (numbers is not null)
                    {
                        cells[i].Rounds.Add(numbers);
                    }
                }
            }
        }

        return cells;
    }
}
