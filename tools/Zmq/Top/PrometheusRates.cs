namespace ZmqTool.Top;

/// <summary>Makes rates and percentiles of the difference between two readings of a Prometheus endpoint.</summary>
internal sealed class PrometheusRates
{
    private Dictionary<string, double> _last = new(StringComparer.Ordinal);

    /// <summary>Reads a text; the rates are null the first time.</summary>
    /// <param name="text">The text of the endpoint.</param>
    /// <param name="elapsed">The time since the last reading; null the first time.</param>
    /// <param name="prefixes">The begins of the names that are shown.</param>
    public List<TopRow> Read(string text, TimeSpan? elapsed, IReadOnlyList<string> prefixes)
    {
        Dictionary<string, string> types = new(StringComparer.Ordinal);
        List<PrometheusText.Sample> samples =
            [.. PrometheusText.Parse(text, types).Where(sample => prefixes.Any(prefix => sample.Name.StartsWith(prefix, StringComparison.Ordinal)))];
        Dictionary<string, double> now = new(StringComparer.Ordinal);
        foreach (PrometheusText.Sample sample in samples)
        {
            now[Key(sample)] = sample.Value;
        }

        List<TopRow> rows = [];
        foreach (IGrouping<string, PrometheusText.Sample> family in samples.GroupBy(sample => FamilyOf(sample.Name, types), StringComparer.Ordinal))
        {
            if (types.GetValueOrDefault(family.Key) == "histogram")
            {
                rows.AddRange(ReadHistogram(family.Key, [.. family], elapsed));
                continue;
            }

            bool isCounter = types.GetValueOrDefault(family.Key) == "counter" || family.Key.EndsWith("_total", StringComparison.Ordinal);
            rows.AddRange(family.Select(sample => new TopRow(sample.Name, sample.Tags(), string.Empty)
            {
                Value = sample.Value,
                Rate = isCounter ? Difference(sample) / elapsed?.TotalSeconds : null,
            }));
        }

        _last = now;
        return rows;
    }

    private static string Key(PrometheusText.Sample sample) => $"{sample.Name}{{{sample.Tags()}}}";

    private static string FamilyOf(string name, Dictionary<string, string> types)
    {
        foreach (string end in (string[])["_bucket", "_sum", "_count"])
        {
            if (name.EndsWith(end, StringComparison.Ordinal) && types.GetValueOrDefault(name[..^end.Length]) == "histogram")
            {
                return name[..^end.Length];
            }
        }

        return name;
    }

    // A process that was started again begins at zero.
    private double? Difference(PrometheusText.Sample sample) =>
        !_last.TryGetValue(Key(sample), out double last) ? null : sample.Value >= last ? sample.Value - last : sample.Value;

    private IEnumerable<TopRow> ReadHistogram(string name, List<PrometheusText.Sample> samples, TimeSpan? elapsed)
    {
        foreach (IGrouping<string, PrometheusText.Sample> series in samples.GroupBy(static sample => sample.Tags("le"), StringComparer.Ordinal))
        {
            (double Bound, double Count)[] buckets =
            [
                .. series.Where(static sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal))
                    .Select(sample => (Bound: Bound(sample), Count: Difference(sample) ?? 0))
                    .OrderBy(static bucket => bucket.Bound),
            ];
            PrometheusText.Sample? count = series.FirstOrDefault(static sample => sample.Name.EndsWith("_count", StringComparison.Ordinal));
            yield return new TopRow(name, series.Key, name.EndsWith("_seconds", StringComparison.Ordinal) ? "s" : string.Empty)
            {
                Rate = count is null ? null : Difference(count) / elapsed?.TotalSeconds,
                Value = count?.Value,
                Median = Quantile(buckets, 0.5),
                P99 = Quantile(buckets, 0.99),
            };
        }
    }

    private static double Bound(PrometheusText.Sample sample) =>
        PrometheusText.TryParseNumber(sample.Labels.GetValueOrDefault("le", "+Inf"), out double bound) ? bound : double.PositiveInfinity;

    // The upper bound of the bucket that has it: an upper estimate, as far as the buckets are wide.
    private static double? Quantile((double Bound, double Count)[] buckets, double quantile)
    {
        double total = buckets.Length == 0 ? 0 : buckets[^1].Count;
        if (total <= 0)
        {
            return null;
        }

        double bound = Array.Find(buckets, bucket => bucket.Count >= total * quantile).Bound;
        return double.IsInfinity(bound) ? buckets.Length > 1 ? buckets[^2].Bound : null : bound;
    }
}
