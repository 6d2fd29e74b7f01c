using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>A distribution of times as text.</summary>
internal static class Quantiles
{
    /// <summary>Returns the count, the median, p90, p99 and the longest time.</summary>
    /// <param name="times">The times, in order.</param>
    public static string Describe(IReadOnlyList<TimeSpan> times) => times.Count == 0
        ? "none"
        : $"{times.Count}; median {At(times, 0.5)}, p90 {At(times, 0.9)}, p99 {At(times, 0.99)}, longest {At(times, 1)}";

    /// <summary>Returns a time in seconds.</summary>
    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static string At(IReadOnlyList<TimeSpan> times, double part) => Seconds(times[(int)Math.Min(times.Count - 1, part * times.Count)]);
}
