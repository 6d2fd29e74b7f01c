namespace ZmqNative.Samples.Gateway;

/// <summary>What the live page shows each second.</summary>
/// <param name="At">When, in Unix seconds.</param>
/// <param name="Received">Messages received since the start.</param>
/// <param name="ReceivedRate">Messages received per second, in the last second.</param>
/// <param name="Sent">Messages sent on since the start.</param>
/// <param name="SentRate">Messages sent on per second, in the last second.</param>
/// <param name="Latency">Of the messages received in the last second, or null when there were none.</param>
/// <param name="Buffered">Messages kept.</param>
/// <param name="BufferSize">Messages that can be kept.</param>
/// <param name="Drops">What was lost, and where.</param>
/// <param name="Connections">What there is a connection to.</param>
/// <param name="Viewers">Who watches.</param>
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
    IReadOnlyList<ConnectionState> Connections,
    int Viewers);

/// <summary>What was lost since the start, in messages.</summary>
/// <param name="Buffer">Old ones that gave way to new ones.</param>
/// <param name="Malformed">No JSON.</param>
/// <param name="Oversized">Too long.</param>
/// <param name="Publisher">For subscribers that were too slow.</param>
/// <param name="Live">Not shown to viewers that were behind.</param>
internal sealed record DropCounts(long Buffer, long Malformed, long Oversized, long Publisher, long Live);

/// <summary>One endpoint and who is there.</summary>
/// <param name="Endpoint">As configured, or as bound.</param>
/// <param name="Role"><c>publish</c>, <c>subscribe</c>, or <c>own</c> for what is received without a detour over the network.</param>
/// <param name="Peers">How many are connected; not seen within the process.</param>
internal sealed record ConnectionState(string Endpoint, string Role, int Peers);
