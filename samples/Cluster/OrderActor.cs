namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One order, on one of the brokers.</summary>
internal sealed class OrderActor(string id, RequestClient store) : StoredActor<OrderRecord>($"order/{id}", store, StoreJson.Default.OrderRecord), IOrder
{
    public async ValueTask<OrderState> PlaceAsync(Place order)
    {
        // A client that has got no answer places the order again.
        if (State is null)
        {
            await SaveAsync(new OrderRecord(order, 0, 0, Cancelled: false));
            await Book(order.Symbol).EnterAsync(new Entry(id, order.Side, order.Price, order.Quantity), Context.Stopping);
        }

        return Describe();
    }

    public ValueTask<OrderState> GetStateAsync() => new(Describe());

    public async ValueTask<OrderState> CancelAsync()
    {
        if (State is { Open: > 0 } order)
        {
            await SaveAsync(order with { Cancelled = true });
            await Book(order.Placed.Symbol).WithdrawAsync(id, Context.Stopping);
        }

        return Describe();
    }

    public async ValueTask FillAsync(decimal price, int quantity, CancellationToken cancellationToken = default)
    {
        if (State is { } order)
        {
            await SaveAsync(order with { Filled = order.Filled + quantity, Paid = order.Paid + (price * quantity) });
        }
    }

    private IBook Book(string symbol) => Context.Broker.Actor<IBook>($"book/{symbol}");

    private OrderState Describe() => State is { } order
        ? new OrderState(
            id, order.Cancelled ? "cancelled" : order.Open == 0 ? "filled" : "working", order.Filled, order.Open, order.Filled == 0 ? 0 : order.Paid / order.Filled)
        : new OrderState(id, "unknown", 0, 0, 0);
}
