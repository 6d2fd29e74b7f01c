namespace ZmqNative.Samples.Orders;

/// <summary>The book of one symbol: the best price first, and within a price the oldest order first.</summary>
internal sealed class BookActor(string symbol) : Actor<BookActor>, IHandlers<BookActor>, IHandle<Enter>, IHandle<Withdraw>
{
    private readonly List<Enter> _buys = [];
    private readonly List<Enter> _sells = [];

    public static void Describe(HandlerTable<BookActor> handlers) => handlers.Tell<Enter>().Tell<Withdraw>();

    public async ValueTask HandleAsync(Enter message, ActorContext context)
    {
        bool buys = message.Side == Side.Buy;
        List<Enter> others = buys ? _sells : _buys;
        int open = message.Quantity;
        while (open > 0 && others is [var best, ..] && (buys ? best.Price <= message.Price : best.Price >= message.Price))
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

            Fill fill = new(best.Price, quantity);
            await context.Broker.Actor($"order/{message.Order}").TellAsync(fill, context.Stopping);
            await context.Broker.Actor($"order/{best.Order}").TellAsync(fill, context.Stopping);
            (string buyer, string seller) = buys ? (message.Order, best.Order) : (best.Order, message.Order);
            _ = context.Broker.Topics.Publish(
                $"executions/{symbol}", new Execution(symbol, best.Price, quantity, buyer, seller));
        }

        if (open > 0)
        {
            List<Enter> own = buys ? _buys : _sells;
            int place = own.FindIndex(other => buys ? other.Price < message.Price : other.Price > message.Price);
            own.Insert(place < 0 ? own.Count : place, message with { Quantity = open });
        }
    }

    public ValueTask HandleAsync(Withdraw message, ActorContext context)
    {
        _ = _buys.RemoveAll(order => order.Order == message.Order);
        _ = _sells.RemoveAll(order => order.Order == message.Order);
        return default;
    }
}
