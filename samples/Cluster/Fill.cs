namespace ZmqNative.Samples.ClusterOrders;

/// <summary>The durable tell of a book to an order: it is filled, in part or completely. A fill that is told again has the same id.</summary>
internal sealed record Fill(string Id, string Order, decimal Price, int Quantity);
