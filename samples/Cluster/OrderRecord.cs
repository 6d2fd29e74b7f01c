namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One order as it is stored.</summary>
internal sealed record OrderRecord(Place Placed, int Filled, decimal Paid, bool Cancelled)
{
    public int Open => Cancelled ? 0 : Placed.Quantity - Filled;
}
