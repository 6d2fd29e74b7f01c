namespace ZmqTool.Top;

/// <summary>One instrument of a process, with one set of tags. What an instrument does not have is null.</summary>
/// <param name="Name">The name of the instrument.</param>
/// <param name="Tags">The tags, such as <c>pattern=prices</c>.</param>
/// <param name="Unit">The unit, such as <c>{message}</c> or <c>s</c>.</param>
internal sealed record TopRow(string Name, string Tags, string Unit)
{
    /// <summary>The change per second; of a duration, how many were measured per second.</summary>
    public double? Rate { get; init; }

    /// <summary>The current value; of a counter, its total.</summary>
    public double? Value { get; init; }

    /// <summary>The median of a duration in the last interval, in its unit.</summary>
    public double? Median { get; init; }

    /// <summary>The 99th percentile of a duration in the last interval, in its unit.</summary>
    public double? P99 { get; init; }
}
