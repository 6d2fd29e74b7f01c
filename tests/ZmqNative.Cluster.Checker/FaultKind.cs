namespace ZmqNative.Cluster.Checker;

/// <summary>The names of the kinds of faults.</summary>
internal static class FaultKind
{
    public const string ServerKilled = "nats-server killed";
    public const string SenderKilled = "sender killed";
    public const string BrokerKilled = "broker killed";
    public const string BrokerSuspended = "broker suspended beyond its lease";
    public const string HandlingSuspended = "broker suspended in the middle of handlings";
    public const string EngineCut = "connection of a broker to nats-server cut";
    public const string EngineSilent = "connection of a broker to nats-server silent";
    public const string PeersCut = "connections of others to a broker cut";
    public const string PeersSilent = "connections of others to a broker silent";

    /// <summary>Returns the counts as one line.</summary>
    public static string Describe(IReadOnlyDictionary<string, int> faults) =>
        $"faults: {string.Join(", ", faults.OrderBy(static fault => fault.Key, StringComparer.Ordinal).Select(static fault => $"{fault.Key} {fault.Value}"))}";
}
