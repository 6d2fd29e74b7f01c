using System.Diagnostics;

namespace ZmqNative.Perf;

/// <summary>The time of each round trip, recorded without allocations.</summary>
internal sealed class RoundTrips(int count)
{
    private readonly long[] _ticks = new long[count];
    private int _next;
    private long _last;

    public void Start() => _last = Stopwatch.GetTimestamp();

    public void Add()
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[_next++] = now - _last;
        _last = now;
    }

    /// <summary>Returns half of a round trip in microseconds, at the percentiles of <see cref="Statistics"/>.</summary>
    public double[] Percentiles()
    {
        Array.Sort(_ticks);
        return
        [
            .. Statistics.Percentiles.Select(
                p => _ticks[(int)((_ticks.Length - 1) * p / 100)] / 2.0 / Stopwatch.Frequency * 1e6),
        ];
    }
}
