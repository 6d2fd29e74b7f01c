namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One book as it is stored: the best price first, and within a price the oldest order first.</summary>
internal sealed record BookRecord(IReadOnlyList<Entry> Buys, IReadOnlyList<Entry> Sells);
