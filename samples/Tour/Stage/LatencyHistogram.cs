using System.Diagnostics;
using System.Numerics;

namespace Tour.Stage;

/// <summary>Counts latencies in buckets, with a width that grows with the value.</summary>
/// <remarks>
/// Keeping all samples would need unlimited memory, and averages would hide slow messages. With 32 buckets for every
/// doubling a percentile is at most 3 % too high.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits + 1) << SubBits];
    private long _total;
    private long _max;

    /// <summary>Records the time since <paramref name="startTimestamp"/>, which may come from another process.</summary>
    /// <remarks>Stopwatch timestamps count from the start of the machine: all its processes read the same clock.</remarks>
    public void RecordSince(long startTimestamp) =>
        Record(Math.Max(0, (long)Stopwatch.GetElapsedTime(startTimestamp).TotalNanoseconds));

    public void Record(long nanoseconds)
    {
        _counts[IndexOf(nanoseconds)]++;
        _total++;
        _max = Math.Max(_max, nanoseconds);
    }

    /// <summary>The percentiles, or null where nothing was recorded.</summary>
    public Latency? Summarise() =>
        _total == 0 ? null : new Latency(Microseconds(Percentile(0.50)), Microseconds(Percentile(0.99)), Microseconds(_max));

    private static double Microseconds(long nanoseconds) => nanoseconds / 1000.0;

    private static int IndexOf(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)((value >> shift) - SubBuckets);
    }

    private static long UpperEnd(int index)
    {
        int shift = (index >> SubBits) - 1;
        return shift < 0 ? index : ((long)((index & (SubBuckets - 1)) + SubBuckets + 1) << shift) - 1;
    }

    private long Percentile(double fraction)
    {
        long rank = (long)Math.Ceiling(_total * fraction);
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(UpperEnd(i), _max);
            }
        }

        return _max;
    }
}
