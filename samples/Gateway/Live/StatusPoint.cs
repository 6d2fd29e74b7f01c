namespace ZmqNative.Samples.Gateway;

/// <summary>The status that the live page shows each second.</summary>
/// <param name="At">The time in Unix seconds.</param>
/// <param name="Received">Messages received since the start.</param>
/// <param name="ReceivedRate">Messages received per second, in the last second.</param>
/// <param name="Sent">Messages sent on since the start.</param>
/// <param name="SentRate">Messages sent on per second, in the last second.</param>
/// <param name="Latency">The latencies of the messages received in the last second; null if there were none.</param>
/// <param name="Buffered">Messages kept.</param>
/// <param name="BufferSize">Messages that can be kept.</param>
/// <param name="Drops">The lost messages since the start, by cause.</param>
/// <param name="RecentDrops">Those of the last minute.</param>
/// <param name="Health">The state that <c>/health</c> answers.</param>
/// <param name="Connections">The endpoints and their connections.</param>
/// <param name="Viewers">The number of viewers.</param>
internal sealed record StatusPoint(
    double At,
    long Received,
    double ReceivedRate,
    long Sent,
    double SentRate,
    Latencies? Latency,
    int Buffered,
    int BufferSize,
    DropCounts Drops,
    DropCounts RecentDrops,
    string Health,
    IReadOnlyList<ConnectionState> Connections,
    int Viewers);

/// <summary>Numbers of lost messages, and of those that were only replaced or skipped.</summary>
/// <param name="Buffer">Old messages that were replaced by new ones.</param>
/// <param name="Malformed">Messages that are no JSON.</param>
/// <param name="Oversized">Messages that are too long.</param>
/// <param name="Publisher">Messages dropped for slow subscribers.</param>
/// <param name="Live">Messages not shown to slow viewers.</param>
internal sealed record DropCounts(long Buffer, long Malformed, long Oversized, long Publisher, long Live)
{
    public static readonly DropCounts None = new(0, 0, 0, 0, 0);

    public static DropCounts operator -(DropCounts left, DropCounts right) => new(
        left.Buffer - right.Buffer,
        left.Malformed - right.Malformed,
        left.Oversized - right.Oversized,
        left.Publisher - right.Publisher,
        left.Live - right.Live);
}

/// <summary>One endpoint and its peers.</summary>
/// <param name="Endpoint">The endpoint as configured, or as bound.</param>
/// <param name="Role"><c>publish</c>, <c>subscribe</c>, or <c>own</c> for messages of this gateway, received within the process.</param>
/// <param name="Peers">The number of connected peers; not known within the process.</param>
internal sealed record ConnectionState(string Endpoint, string Role, int Peers);
