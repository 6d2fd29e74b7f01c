using System.Globalization;

namespace ZmqNative.Perf;

/// <summary>The plots in the documentation, of the measured scenarios.</summary>
internal static class Plots
{
    private const double Thousand = 1e3;
    private const double Million = 1e6;

    public static void Write(string folder, IReadOnlyList<Result> results)
    {
        foreach (IGrouping<string, Result> group in Of(results, "throughput").GroupBy(static r => r.Scenario.Transport, StringComparer.Ordinal))
        {
            WriteThroughput(folder, group.Key, [.. group]);
        }

        foreach (IGrouping<string, Result> group in Of(results, "percentiles").GroupBy(static r => r.Scenario.Transport, StringComparer.Ordinal))
        {
            WritePercentiles(folder, group.Key, [.. group]);
        }

        foreach (IGrouping<string, Result> group in Of(results, "request-reply").Where(static r => r.Scenario.Variant.Length == 0)
            .GroupBy(static r => r.Scenario.Transport, StringComparer.Ordinal))
        {
            WriteRequests(folder, group.Key, [.. group]);
        }
    }

    private static IEnumerable<Result> Of(IEnumerable<Result> results, string scenario) =>
        results.Where(r => r.Scenario.Name == scenario);

    private static void WriteThroughput(string folder, string transport, List<Result> results)
    {
        int[] sizes = [.. results.Select(static r => r.Scenario.Size).Distinct().Order()];
        if (sizes.Length < 2)
        {
            return;
        }

        List<Series> series =
        [
            new("C", [.. sizes.Select(size => (
                (double)size,
                Statistics.Median(results.Where(r => r.Scenario.Size == size).Select(static r => r.Baseline)) / Million))]),
            .. results.GroupBy(static r => (r.Scenario.Api + " " + r.Scenario.Variant).Trim(), StringComparer.Ordinal)
                .Where(static g => g.Count() > 1)
                .Select(static g => new Series(
                    g.Key, [.. g.OrderBy(static r => r.Scenario.Size).Select(static r => ((double)r.Scenario.Size, r.Ours / Million))])),
        ];
        LineChart chart = new(
            $"Throughput over {transport}, two threads or processes", "M msg/s", [.. sizes.Select(static s => ((double)s, Size(s)))], series);
        File.WriteAllText(Path.Combine(folder, $"throughput-{transport}.svg"), chart.Render());
    }

    private static void WriteRequests(string folder, string transport, List<Result> results)
    {
        int[] widths = [.. results.Select(static r => r.Scenario.Width).Distinct().Order()];
        if (widths.Length < 2)
        {
            return;
        }

        List<Series> series =
        [
            new("C", [.. widths.Select(width => (
                (double)width,
                Statistics.Median(results.Where(r => r.Scenario.Width == width).Select(static r => r.Baseline)) / Thousand))]),
            .. results.GroupBy(static r => r.Scenario.Api, StringComparer.Ordinal)
                .Select(static g => new Series(
                    g.Key == "pattern" ? "RequestClient" : g.Key,
                    [.. g.OrderBy(static r => r.Scenario.Width).Select(static r => ((double)r.Scenario.Width, r.Ours / Thousand))])),
        ];
        LineChart chart = new(
            $"Requests of 16 B over {transport}, by the number in flight",
            "K requests/s",
            [.. widths.Select(static w => ((double)w, w.ToString("N0", CultureInfo.InvariantCulture)))],
            series,
            logarithmic: true);
        File.WriteAllText(Path.Combine(folder, $"requests-{transport}.svg"), chart.Render());
    }

    private static void WritePercentiles(string folder, string transport, List<Result> results)
    {
        List<Series> series =
        [
            new("C", Points(results[0].BaselinePercentiles)),
            .. results.Select(static r => new Series(r.Scenario.Api, Points(r.OurPercentiles))),
        ];
        LineChart chart = new(
            $"Half a round trip of 16 B over {transport}, by percentile",
            "us",
            [.. Statistics.Percentiles.Select(static p => (p, p.ToString(CultureInfo.InvariantCulture)))],
            series);
        File.WriteAllText(Path.Combine(folder, $"latency-{transport}.svg"), chart.Render());
    }

    private static List<(double X, double Y)> Points(double[] values) => [.. Statistics.Percentiles.Zip(values)];

    private static string Size(int bytes) => bytes >= 1024
        ? $"{(bytes / 1024).ToString(CultureInfo.InvariantCulture)} KiB"
        : $"{bytes.ToString(CultureInfo.InvariantCulture)} B";
}
