namespace ZmqNative.Perf;

/// <summary>The cost of a measured span, in all processes involved.</summary>
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
