namespace ZmqNative.Cluster;

/// <summary>The lease of a broker. Its owner alone writes it, until another broker has declared it as ended.</summary>
/// <param name="Renewals">The number of its renewals.</param>
/// <param name="EndedBy">The broker that has declared it as ended; null while it is a lease.</param>
internal sealed record LeaseRecord(long Renewals, string? EndedBy = null);
