namespace ZmqNative.Cluster;

/// <summary>The confirmation that the engine has stored a durable tell.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="Sequence">The number in the log; that of the first one if the id was known already.</param>
public readonly record struct DurableReceipt(string Id, ulong Sequence);
