namespace ZmqNative.Samples.Orders;

/// <summary>Places a few orders, one of them with an invalid quantity.</summary>
internal static class Demo
{
    public static async Task RunAsync(Broker broker)
    {
        await PlaceAsync("s1", new Place("EUR", Side.Sell, 1.08m, 100));
        await PlaceAsync("s2", new Place("EUR", Side.Sell, 1.07m, 50));
        await PlaceAsync("b1", new Place("EUR", Side.Buy, 1.08m, 120));

        try
        {
            await PlaceAsync("poison", new Place("EUR", Side.Buy, 1.00m, 0));
        }
        catch (ActorFailedException failure)
        {
            Console.WriteLine(failure.Message);
        }

        // The order that failed continues without the message. Other actors are not affected.
        await PlaceAsync("poison", new Place("EUR", Side.Buy, 1.00m, 10));

        // The book sends each order its fills, so the states are complete once the book has handled all messages.
        await StateAsync("b1", filled: 120);
        await StateAsync("s1", filled: 70);
        Console.WriteLine(await Order("s1").CancelAsync());

        IOrder Order(string id) => broker.Actor<IOrder>($"order/{id}");

        async Task PlaceAsync(string id, Place order) => _ = await Order(id).PlaceAsync(order);

        async Task StateAsync(string id, int filled)
        {
            OrderState state;
            do
            {
                state = await Order(id).GetStateAsync();
            }
            while (state.Filled < filled);
            Console.WriteLine(state);
        }
    }
}
