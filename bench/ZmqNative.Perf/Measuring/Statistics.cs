namespace ZmqNative.Perf;

internal static class Statistics
{
    /// <summary>The percentiles that latencies are reported at; native/perf/latency.c prints the same.</summary>
    public static readonly double[] Percentiles = [1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99];

    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>Returns a quantile, interpolated between neighbours.</summary>
    public static double Quantile(IEnumerable<double> values, double quantile)
    {
        double[] sorted = [.. values.Order()];
        double place = (sorted.Length - 1) * quantile;
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
