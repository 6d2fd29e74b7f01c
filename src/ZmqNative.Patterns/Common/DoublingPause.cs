namespace ZmqNative.Patterns;

/// <summary>Pauses between attempts, each twice as long as the one before.</summary>
internal static class DoublingPause
{
    // More is longer than any limit, and still no infinite number.
    private const int MaxDoublings = 30;

    /// <summary>Returns the pause after some attempts, at most the longest one.</summary>
    public static TimeSpan After(int attempts, TimeSpan first, TimeSpan longest)
    {
        // In ticks: a first pause of days that is doubled so often is no time any more.
        double pause = first.Ticks * Math.Pow(2, Math.Min(attempts, MaxDoublings));
        return pause < longest.Ticks ? TimeSpan.FromTicks((long)pause) : longest;
    }
}
