namespace ZmqNative.Samples.ClusterOrders;

/// <summary>The book of one symbol, on one of the brokers. Its orders may be on others.</summary>
internal sealed class BookActor(string symbol, RequestClient store) : StoredActor<BookRecord>($"book/{symbol}", store, StoreJson.Default.BookRecord), IBook
{
    public async ValueTask EnterAsync(Entry entry, CancellationToken cancellationToken = default)
    {
        bool buys = entry.Side == Side.Buy;
        List<Entry> own = [.. (buys ? State?.Buys : State?.Sells) ?? []];
        List<Entry> others = [.. (buys ? State?.Sells : State?.Buys) ?? []];
        List<(string Order, decimal Price, int Quantity)> fills = [];
        int open = entry.Quantity;
        while (open > 0 && others is [var best, ..] && (buys ? best.Price <= entry.Price : best.Price >= entry.Price))
        {
            int quantity = Math.Min(open, best.Quantity);
            open -= quantity;
            others.RemoveAt(0);
            if (quantity < best.Quantity)
            {
                others.Insert(0, best with { Quantity = best.Quantity - quantity });
            }

            fills.Add((entry.Order, best.Price, quantity));
            fills.Add((best.Order, best.Price, quantity));
        }

        if (open > 0)
        {
            int place = own.FindIndex(other => buys ? other.Price < entry.Price : other.Price > entry.Price);
            own.Insert(place < 0 ? own.Count : place, entry with { Quantity = open });
        }

        // Saved first: a fill that is lost with this process is missing, and none is sent twice.
        await SaveAsync(buys ? new BookRecord(own, others) : new BookRecord(others, own));
        foreach ((string order, decimal price, int quantity) in fills)
        {
            await Context.Broker.Actor<IOrder>($"order/{order}").FillAsync(price, quantity, Context.Stopping);
        }
    }

    public ValueTask WithdrawAsync(string order, CancellationToken cancellationToken = default) => State is null
        ? default
        : SaveAsync(new BookRecord([.. State.Buys.Where(entry => entry.Order != order)], [.. State.Sells.Where(entry => entry.Order != order)]));
}
