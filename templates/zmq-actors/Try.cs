using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqActors;

/// <summary>Adds items to an order, as a client in another process.</summary>
internal static class Try
{
    public static async Task OrderAsync(string endpoint)
    {
        await using BrokerClient client = new(endpoint, new BrokerClientOptions { Serializer = ShopJson.CreateSerializer() });
        IOrder order = client.Actor<IOrder>("order/42");
        await order.NoteAsync("urgent");
        Console.WriteLine($"With 3 tea: {await order.AddAsync(new Item("tea", 2.5m), 3)}");
        Console.WriteLine($"With 1 book: {await order.AddAsync(new Item("book", 12), 1)}");
        try
        {
            _ = await order.AddAsync(new Item("nothing", 1), 0);
        }
        catch (ActorFailedException failed)
        {
            Console.WriteLine(failed.Message);
        }

        Console.WriteLine($"A new instance after the failure: {await order.GetTotalAsync()}");
    }
}
