namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One order as it is stored: with the stamp of the last fill and the ids of all, so that each counts once.</summary>
internal sealed record OrderRecord(Place Placed, int Filled, decimal Paid, bool Cancelled, string? LastFill, IReadOnlyList<string> FillIds)
{
    public int Open => Cancelled ? 0 : Placed.Quantity - Filled;
}
