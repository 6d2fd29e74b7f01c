namespace ZmqNative.Perf;

/// <summary>What a measured span cost, in all processes that took part.</summary>
internal readonly record struct Usage(double AllocatedBytes, double UserSeconds, double SystemSeconds, double ContextSwitches)
{
    public static Usage operator +(Usage left, Usage right) => new(
        left.AllocatedBytes + right.AllocatedBytes,
        left.UserSeconds + right.UserSeconds,
        left.SystemSeconds + right.SystemSeconds,
        left.ContextSwitches + right.ContextSwitches);

    public static Usage operator -(Usage left, Usage right) => new(
        left.AllocatedBytes - right.AllocatedBytes,
        left.UserSeconds - right.UserSeconds,
        left.SystemSeconds - right.SystemSeconds,
        left.ContextSwitches - right.ContextSwitches);
}
