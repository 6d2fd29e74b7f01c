namespace ZmqNative.Samples.Orders;

/// <summary>The book of one symbol: the best price first, and within a price the oldest order first.</summary>
internal sealed class BookActor(string symbol) : TypedActor, IBook
{
    private readonly List<Entry> _buys = [];
    private readonly List<Entry> _sells = [];

    public async ValueTask EnterAsync(Entry entry, CancellationToken cancellationToken = default)
    {
        bool buys = entry.Side == Side.Buy;
        List<Entry> others = buys ? _sells : _buys;
        int open = entry.Quantity;
        while (open > 0 && others is [var best, ..] && (buys ? best.Price <= entry.Price : best.Price >= entry.Price))
        {
            int quantity = Math.Min(open, best.Quantity);
            open -= quantity;
            if (quantity == best.Quantity)
            {
                others.RemoveAt(0);
            }
            else
            {
                others[0] = best with { Quantity = best.Quantity - quantity };
            }

            await Order(entry.Order).FillAsync(best.Price, quantity, Context.Stopping);
            await Order(best.Order).FillAsync(best.Price, quantity, Context.Stopping);
            (string buyer, string seller) = buys ? (entry.Order, best.Order) : (best.Order, entry.Order);
            _ = Context.Broker.Topics.Publish(
                $"executions/{symbol}", new Execution(symbol, best.Price, quantity, buyer, seller));
        }

        if (open > 0)
        {
            List<Entry> own = buys ? _buys : _sells;
            int place = own.FindIndex(other => buys ? other.Price < entry.Price : other.Price > entry.Price);
            own.Insert(place < 0 ? own.Count : place, entry with { Quantity = open });
        }
    }

    public ValueTask WithdrawAsync(string order, CancellationToken cancellationToken = default)
    {
        _ = _buys.RemoveAll(entry => entry.Order == order);
        _ = _sells.RemoveAll(entry => entry.Order == order);
        return default;
    }

    private IOrder Order(string id) => Context.Broker.Actor<IOrder>($"order/{id}");
}
