namespace ZmqNative.Soak;

/// <summary>One resource of <see cref="ResourceSample"/>, with the rules for its curve.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Read">Reads the value.</param>
/// <param name="MayGrow">The growth that is always allowed, as caches and pools fill.</param>
/// <param name="MayStay">The most that may be left at the end, above the value at the beginning.</param>
internal sealed record ResourceCurve(string Name, string Unit, Func<ResourceSample, double> Read, double MayGrow, double MayStay)
{
    private const double RelativeGrowth = 1.25;

    /// <summary>All curves. Pools and the thread pool keep some of what they have, so that the first ones may stay above their beginning.</summary>
    public static IReadOnlyList<ResourceCurve> All { get; } =
    [
        new("managed memory", "MiB", static s => s.ManagedMebibytes, MayGrow: 48, MayStay: 24),
        new("native memory", "MiB", static s => s.NativeMebibytes, MayGrow: 64, MayStay: 192),
        new("descriptors", "", static s => s.Descriptors, MayGrow: 96, MayStay: 24),
        new("threads", "", static s => s.Threads, MayGrow: 8, MayStay: 12),

        // The pool adds one for each half second in which no work item has begun, as on a machine that does other work, and removes them when it is idle.
        new("threads of the pool", "", static s => s.PoolThreads, MayGrow: 128, MayStay: 256),
        new("sockets", "", static s => s.Sockets, MayGrow: 64, MayStay: 0),
        new("frames", "", static s => s.Frames, MayGrow: 20_000, MayStay: 0),
        new("pending operations", "", static s => s.Operations, MayGrow: 1000, MayStay: 0),
    ];

    /// <summary>The rule, for the report.</summary>
    public const string Rule = """
        The time after the first quarter is divided into three parts. A curve grows without end if its median rises from part to part, and is in the last
        one by a quarter and by more than its allowance above the first one. At the end, when everything is disposed, a value may be above that at the
        beginning by what pools and the thread pool keep; sockets, frames and pending operations have to be as at the beginning.
        """;

    /// <summary>Describes a growth without end; null if there is none.</summary>
    public string? FindGrowth(IReadOnlyList<ResourceSample> samples)
    {
        double[] values = [.. samples.Skip(samples.Count / 4).Select(Read)];
        int third = values.Length / 3;
        if (third < 3)
        {
            return null;
        }

        double first = Median(values[..third]), second = Median(values[third..(2 * third)]), last = Median(values[(2 * third)..]);
        return first < second && second < last && last > first * RelativeGrowth && last - first > MayGrow
            ? $"{Name} grow without end: {first:N0}, {second:N0}, {last:N0} {Unit}"
            : null;
    }

    /// <summary>Describes what is left at the end; null if nothing is.</summary>
    public string? FindRest(ResourceSample beginning, ResourceSample end) =>
        Read(end) - Read(beginning) > MayStay ? $"{Name} at the end: {Read(end):N0} {Unit}, and {Read(beginning):N0} at the beginning" : null;

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
