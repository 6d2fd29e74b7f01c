namespace ZmqNative.Samples.Gateway;

/// <summary>Latencies of one interval, in bounded memory: beyond its size every message has the same chance to be in it.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 1024;

    // Guards the samples, between the threads that receive and the one that takes.
    private readonly Lock _gate = new();
    private readonly double[] _samples = new double[Size];
    private long _seen;
    private double _longest;

    public void Add(double milliseconds)
    {
        lock (_gate)
        {
            long slot = _seen++;
            _longest = Math.Max(_longest, milliseconds);
            if (slot >= Size)
            {
                slot = Random.Shared.NextInt64(_seen);
            }

            if (slot < Size)
            {
                _samples[slot] = milliseconds;
            }
        }
    }

    /// <summary>Returns the latencies since the last call; null if there were none.</summary>
    public Latencies? Take()
    {
        double[] samples;
        double longest;
        lock (_gate)
        {
            if (_seen == 0)
            {
                return null;
            }

            samples = _samples[..(int)Math.Min(_seen, Size)];
            longest = _longest;
            _seen = 0;
            _longest = 0;
        }

        Array.Sort(samples);
        return new Latencies(At(samples, 0.5), At(samples, 0.99), Math.Round(longest, 3));
    }

    private static double At(double[] sorted, double share) => Math.Round(sorted[(int)(share * (sorted.Length - 1))], 3);
}

/// <summary>The latencies of one interval, in milliseconds.</summary>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Max">The highest.</param>
internal sealed record Latencies(double P50, double P99, double Max);
