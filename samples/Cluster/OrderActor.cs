namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One order, on one of the brokers.</summary>
internal sealed class OrderActor(string id, RequestClient store) : StoredActor<OrderRecord>($"order/{id}", store, StoreJson.Default.OrderRecord), IOrder
{
    public async ValueTask<OrderState> PlaceAsync(Place order)
    {
        // A client that has got no answer places the order again.
        if (State is null)
        {
            await SaveAsync(new OrderRecord(order, 0, 0, Cancelled: false, LastFill: null, FillIds: []));
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

    /// <summary>Handles a durable tell of a book. Others are calls.</summary>
    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        if (message is Fill fill)
        {
            await FillAsync(fill.Price, fill.Quantity, context.Stopping);
        }
        else
        {
            context.Unhandled();
        }
    }

    // A durable tell is handled at least once, so the effect is saved in one with its stamp and its id, and left out if it is there already. A live call has no stamp, and fails here.
    public async ValueTask FillAsync(decimal price, int quantity, CancellationToken cancellationToken = default)
    {
        EffectStamp stamp = EffectStamp.Of(Context);
        string tell = Context.Durable!.Id;
        OrderRecord order = State ?? throw new InvalidOperationException($"order/{id} was not placed.");
        EffectStamp? last = EffectStamp.TryParse(order.LastFill, out EffectStamp read) ? read : null;
        EffectDecision decision = stamp.Decide(last);
        if (decision == EffectDecision.Refuse)
        {
            throw new InvalidOperationException($"order/{id} has another owner.");
        }

        if (decision == EffectDecision.Commit && !order.FillIds.Contains(tell, StringComparer.Ordinal))
        {
            await SaveAsync(order with
            {
                Filled = order.Filled + quantity,
                Paid = order.Paid + (price * quantity),
                LastFill = stamp.After(last).ToString(),
                FillIds = [.. order.FillIds, tell],
            });
        }
    }

    private IBook Book(string symbol) => Context.Broker.Actor<IBook>($"book/{symbol}");

    private OrderState Describe() => State is { } order
        ? new OrderState(
            id, order.Cancelled ? "cancelled" : order.Open == 0 ? "filled" : "working", order.Filled, order.Open, order.Filled == 0 ? 0 : order.Paid / order.Filled)
        : new OrderState(id, "unknown", 0, 0, 0);
}
