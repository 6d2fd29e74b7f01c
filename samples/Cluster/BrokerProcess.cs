namespace ZmqNative.Samples.ClusterOrders;

/// <summary>One of the three broker processes: the same program on three machines.</summary>
internal static class BrokerProcess
{
    // Short, so that the sample is: a crash is noticed after a lease, a margin and two looks at the leases. The default is 15 s.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(string name, string nats, string store)
    {
        await using RequestClient states = new(store);
        await using NatsCluster engine = new(nats);
        await using Broker broker = new("tcp://127.0.0.1:*", new BrokerOptions { Name = name, Serializer = StoreJson.CreateSerializer() });
        broker.Register<IOrder>("order/{id}", id => new OrderActor(id, states));
        broker.Register<IBook>("book/{symbol}", symbol => new BookActor(symbol, states));
        await using ClusterBroker cluster = broker.JoinCluster(engine, new ClusterOptions { LeaseTime = Lease });
        await cluster.WaitUntilJoinedAsync();
        Console.WriteLine($"{name} {broker.LastEndpoint}");
        while (await Console.In.ReadLineAsync() is { } command)
        {
            Console.WriteLine(command == "count" ? $"{cluster.Members.Count} brokers, {cluster.ShardCount} shards" : "?");
        }
    }
}
