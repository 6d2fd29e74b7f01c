// dotnet run --project samples/Orders                        an order book in this process, and a few orders
// dotnet run --project samples/Orders -- tcp://127.0.0.1:5570    the same for clients in any language: see client.py
using System.Globalization;
using ZmqNative.Samples.Orders;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
OrderStore store = new();
BrokerOptions options = new() { Serializer = OrdersJson.CreateSerializer() };
await using Broker broker = args.Length > 0 ? new Broker(args[0], options) : new Broker(options);

// Idle orders are removed from memory; their next message loads them from the store again.
broker.Register<IOrder>("order/{id}", id => new OrderActor(id, store), new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(30) });

// The state of a book is in no store. So a book is not passivated, and a failure does not restart it.
broker.Register<IBook>("book/{symbol}", symbol => new BookActor(symbol), new KeyedOptions
{
    PassivateAfter = null,
    Actor = new ActorOptions { Supervision = new Supervision { Decider = static _ => SupervisionDirective.Resume } },
});

ActorRef tape = broker.Spawn("tape", static (message, _) =>
{
    if (message is TopicMessage { Message: Execution done })
    {
        Console.WriteLine($"{done.Symbol}: {done.Quantity} at {done.Price}, {done.Buyer} from {done.Seller}");
    }

    return default;
});
_ = broker.Topics.Subscribe("executions/", tape);

if (args.Length > 0)
{
    // Executions go out, too: SUB sockets of any language read executions/EUR | {json}.
    TopicBridge bridge = broker.Topics.Bridge(new TopicBridgeOptions { PublishAt = "tcp://127.0.0.1:*", Outgoing = ["executions/"] });
    Console.WriteLine($"Orders at {broker.LastEndpoint}, executions at {bridge.Publisher!.LastEndpoint}; end of input ends.");
    while (await Console.In.ReadLineAsync() is not null)
    {
    }

    return;
}

await Demo.RunAsync(broker);
