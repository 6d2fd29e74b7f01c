namespace ZmqNative.Cluster.Checker;

/// <summary>One of the broker processes of a check.</summary>
internal static class BrokerProcess
{
    public static async Task RunAsync(string name, string url, string cluster, string store, TimeSpan lease)
    {
        await using RequestClient writes = new(store);
        await using NatsCluster engine = new(url, new NatsClusterOptions { Name = cluster });
        await using Broker broker = new("tcp://127.0.0.1:*", new BrokerOptions { Name = name });
        broker.Register("item/{id}", id => new ItemActor(id, $"{name}:{Environment.ProcessId}", writes));
        broker.Register("account/{id}", id => new DurableAccount(id, writes));
        await using ClusterBroker joined = broker.JoinCluster(engine, ClusterCheck.OptionsFor(lease) with { DurableTells = new DurableTellOptions { MaxAttempts = 1000 } });
        Console.WriteLine("started");

        // Until the check closes the input, or kills the process.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    private sealed class ItemActor(string id, string process, RequestClient writes) : Actor
    {
        private static long s_instances;

        private readonly string _instance = $"{process}:{Interlocked.Increment(ref s_instances)}";

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            string outcome = await writes.RequestAsync(
                $"{id} {context.Fence} {_instance} {message}", timeout: TimeSpan.FromSeconds(30), cancellationToken: context.Stopping);
            context.Reply(outcome);
        }
    }
}
