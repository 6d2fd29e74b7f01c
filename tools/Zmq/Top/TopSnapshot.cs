namespace ZmqTool.Top;

/// <summary>The instruments of a process at one time.</summary>
/// <param name="Time">The time.</param>
/// <param name="Rows">The instruments, ordered by name and tags.</param>
internal sealed record TopSnapshot(DateTimeOffset Time, IReadOnlyList<TopRow> Rows)
{
    public static TopSnapshot Create(DateTimeOffset time, IEnumerable<TopRow> rows) =>
        new(time, [.. rows.OrderBy(static row => row.Name, StringComparer.Ordinal).ThenBy(static row => row.Tags, StringComparer.Ordinal)]);
}
