using System.Collections.Concurrent;

namespace ZmqNative.Samples.Orders;

/// <summary>The store of orders, from which they are loaded after passivation or a restart; in place of a database.</summary>
internal sealed class OrderStore
{
    private readonly ConcurrentDictionary<string, OrderRecord> _orders = new(StringComparer.Ordinal);

    public OrderRecord? Load(string id) => _orders.GetValueOrDefault(id);

    public void Save(string id, OrderRecord order) => _orders[id] = order;
}

/// <summary>One order as it is stored.</summary>
internal sealed record OrderRecord(Place Placed, int Filled, decimal Paid, bool Cancelled)
{
    public int Open => Cancelled ? 0 : Placed.Quantity - Filled;
}
