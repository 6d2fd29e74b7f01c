namespace ZmqNative.Samples.Orders;

/// <summary>One order: made by its first message, removed from memory when idle, and loaded again by the next message.</summary>
internal sealed class OrderActor(string id, OrderStore store) : TypedActor, IOrder
{
    private OrderRecord? _order = store.Load(id);

    public async ValueTask<OrderState> PlaceAsync(Place order)
    {
        if (_order is not null)
        {
            return Describe(_order);
        }

        // A quantity of 0 throws here, on purpose. Only this order is restarted, the message is not handled again, and the ask fails.
        decimal lotsOf = 1_000_000m / order.Quantity;
        Change(new OrderRecord(order, 0, 0, Cancelled: lotsOf < 1));
        if (_order!.Open > 0)
        {
            await Book(order.Symbol).EnterAsync(new Entry(id, order.Side, order.Price, order.Quantity), Context.Stopping);
        }

        return Describe(_order);
    }

    public ValueTask<OrderState> GetStateAsync() => new(_order is null ? new OrderState(id, "unknown", 0, 0, 0) : Describe(_order));

    public async ValueTask<OrderState> CancelAsync()
    {
        if (_order is { Open: > 0 } order)
        {
            await Book(order.Placed.Symbol).WithdrawAsync(id, Context.Stopping);
            Change(order with { Cancelled = true });
        }

        return await GetStateAsync();
    }

    public ValueTask FillAsync(decimal price, int quantity, CancellationToken cancellationToken = default)
    {
        if (_order is { } order)
        {
            Change(order with { Filled = order.Filled + quantity, Paid = order.Paid + (price * quantity) });
        }

        return default;
    }

    private IBook Book(string symbol) => Context.Broker.Actor<IBook>($"book/{symbol}");

    private void Change(OrderRecord order)
    {
        store.Save(id, order);
        _order = order;
    }

    private OrderState Describe(OrderRecord order)
    {
        string status = order.Cancelled ? "cancelled" : order.Open == 0 ? "filled" : "working";
        return new OrderState(id, status, order.Filled, order.Open, order.Filled == 0 ? 0 : order.Paid / order.Filled);
    }
}
