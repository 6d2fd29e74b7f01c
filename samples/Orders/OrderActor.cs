namespace ZmqNative.Samples.Orders;

/// <summary>One order: made by its first message, removed from memory when idle, and loaded again by the next message.</summary>
internal sealed class OrderActor(string id, OrderStore store)
    : Actor<OrderActor>, IHandlers<OrderActor>,
      IHandle<Place, OrderState>, IHandle<GetState, OrderState>, IHandle<Cancel, OrderState>, IHandle<Fill>
{
    private OrderRecord? _order = store.Load(id);

    public static void Describe(HandlerTable<OrderActor> handlers) => handlers
        .Ask<Place, OrderState>()
        .Ask<GetState, OrderState>()
        .Ask<Cancel, OrderState>()
        .Tell<Fill>();

    public async ValueTask<OrderState> HandleAsync(Place message, ActorContext context)
    {
        if (_order is not null)
        {
            return Describe(_order);
        }

        // A quantity of 0 throws here, on purpose. Only this order is restarted, the message is not handled again, and the ask fails.
        decimal lotsOf = 1_000_000m / message.Quantity;
        Change(new OrderRecord(message, 0, 0, Cancelled: lotsOf < 1));
        if (_order!.Open > 0)
        {
            await context.Broker.Actor($"book/{message.Symbol}")
                .TellAsync(new Enter(id, message.Side, message.Price, message.Quantity), context.Stopping);
        }

        return Describe(_order);
    }

    public ValueTask<OrderState> HandleAsync(GetState message, ActorContext context) =>
        new(_order is null ? new OrderState(id, "unknown", 0, 0, 0) : Describe(_order));

    public async ValueTask<OrderState> HandleAsync(Cancel message, ActorContext context)
    {
        if (_order is { Open: > 0 } order)
        {
            await context.Broker.Actor($"book/{order.Placed.Symbol}").TellAsync(new Withdraw(id), context.Stopping);
            Change(order with { Cancelled = true });
        }

        return _order is null ? new OrderState(id, "unknown", 0, 0, 0) : Describe(_order);
    }

    public ValueTask HandleAsync(Fill message, ActorContext context)
    {
        if (_order is { } order)
        {
            Change(order with
            {
                Filled = order.Filled + message.Quantity,
                Paid = order.Paid + (message.Price * message.Quantity),
            });
        }

        return default;
    }

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
