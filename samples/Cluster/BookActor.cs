namespace ZmqNative.Samples.ClusterOrders;

/// <summary>The book of one symbol, on one of the brokers. Its orders may be on others.</summary>
internal sealed class BookActor(string symbol, RequestClient store) : StoredActor<BookRecord>($"book/{symbol}", store, StoreJson.Default.BookRecord), IBook
{
    public override async ValueTask OnStartedAsync(ActorContext context)
    {
        await base.OnStartedAsync(context);
        await TellFillsAsync();
    }

    public async ValueTask EnterAsync(Entry entry, CancellationToken cancellationToken = default)
    {
        bool buys = entry.Side == Side.Buy;
        List<Entry> own = [.. (buys ? State?.Buys : State?.Sells) ?? []];
        List<Entry> others = [.. (buys ? State?.Sells : State?.Buys) ?? []];
        List<Fill> fills = [.. State?.Fills ?? []];
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

            fills.Add(new Fill(Guid.NewGuid().ToString("N"), entry.Order, best.Price, quantity));
            fills.Add(new Fill(Guid.NewGuid().ToString("N"), best.Order, best.Price, quantity));
        }

        if (open > 0)
        {
            int place = own.FindIndex(other => buys ? other.Price < entry.Price : other.Price > entry.Price);
            own.Insert(place < 0 ? own.Count : place, entry with { Quantity = open });
        }

        await SaveAsync(buys ? new BookRecord(own, others, fills) : new BookRecord(others, own, fills));
        await TellFillsAsync();
    }

    public ValueTask WithdrawAsync(string order, CancellationToken cancellationToken = default) => State is null
        ? default
        : SaveAsync(State with { Buys = [.. State.Buys.Where(entry => entry.Order != order)], Sells = [.. State.Sells.Where(entry => entry.Order != order)] });

    // They are saved: if this process ends here, the next owner of the book tells them again, with the same ids.
    private async ValueTask TellFillsAsync()
    {
        if (State is { Fills.Count: > 0 } book)
        {
            ClusterBroker cluster = Context.Broker.FindCluster()!;
            foreach (Fill fill in book.Fills)
            {
                _ = await cluster.TellDurablyAsync($"order/{fill.Order}", fill, fill.Id, Context.Stopping);
            }

            await SaveAsync(book with { Fills = [] });
        }
    }
}
