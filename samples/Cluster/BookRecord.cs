namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One book as it is stored: the best price first, and within a price the oldest order first; and the fills that may not be told yet.</summary>
internal sealed record BookRecord(IReadOnlyList<Entry> Buys, IReadOnlyList<Entry> Sells, IReadOnlyList<Fill> Fills);
