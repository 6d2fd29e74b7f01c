using ZmqNative.Samples;

// A broker and a client, as in two processes, with messages that MemoryPack writes.
IMessageSerializer serializer = new MemoryPackMessageSerializer().Add<Order>("order").Add<Receipt>("receipt");
await using Broker shop = new("tcp://127.0.0.1:*", new BrokerOptions { Serializer = serializer });
shop.Spawn("desk", static (Order order) => new Receipt(order.Symbol, order.Price * order.Quantity));

await using BrokerClient client = new(shop.LastEndpoint, new BrokerClientOptions { Serializer = serializer });
Receipt receipt = await client.Actor("desk").AskAsync(new Order("ACME", 12.5m, 4));
Console.WriteLine($"{receipt.Symbol}: {receipt.Total}");     // ACME: 50.0
