namespace ZmqNative.Perf;

/// <summary>The scale of a chart along Y.</summary>
internal sealed class ValueScale
{
    private static readonly double[] Multiples = [1, 2, 5, 10];

    private readonly bool _logarithmic;

    private ValueScale(bool logarithmic, double[] ticks) => (_logarithmic, Ticks) = (logarithmic, ticks);

    /// <summary>The values that have a line, in order: the first is at the bottom, the last at the top.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Returns a scale from 0 to at least a value.</summary>
    public static ValueScale Linear(double top)
    {
        // Steps of 1, 2 or 5 times a power of ten, for four to ten lines.
        double power = Math.Pow(10, Math.Floor(Math.Log10(top / 4)));
        double step = Multiples.Select(m => m * power).First(s => top / s <= 10);
        return new ValueScale(false, [.. Enumerable.Range(0, (int)Math.Ceiling(top / step) + 1).Select(i => i * step)]);
    }

    /// <summary>Returns a scale with a line at each power of ten, so that equal ratios are equally far apart.</summary>
    /// <param name="bottom">The smallest value, above 0.</param>
    /// <param name="top">The largest value.</param>
    public static ValueScale Logarithmic(double bottom, double top)
    {
        int first = (int)Math.Floor(Math.Log10(bottom));
        int last = Math.Max((int)Math.Ceiling(Math.Log10(top)), first + 1);
        return new ValueScale(true, [.. Enumerable.Range(first, last - first + 1).Select(static i => Math.Pow(10, i))]);
    }

    /// <summary>Returns the place of a value: 0 at the bottom, 1 at the top.</summary>
    public double Place(double value) => _logarithmic
        ? Math.Log10(value / Ticks[0]) / Math.Log10(Ticks[^1] / Ticks[0])
        : value / Ticks[^1];
}
