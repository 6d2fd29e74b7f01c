namespace ZmqNative.Cluster.Checker;

/// <summary>One of the broker processes of a check. It answers each line of its input with its state, and ends with its input.</summary>
internal static class BrokerProcess
{
    private static readonly TimeSpan LongEnd = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string name, string url, string cluster, string store, TimeSpan lease)
    {
        RequestClient writes = new(store);
        NatsCluster engine = new(url, new NatsClusterOptions { Name = cluster });
        using ErrorLog log = new();
        Broker broker = new("tcp://127.0.0.1:*", new BrokerOptions { Name = name, LoggerFactory = log });
        broker.Register("item/{id}", id => new ItemActor(id, $"{name}:{Environment.ProcessId}", writes, lease / 2));
        broker.Register("account/{id}", id => new DurableAccount(id, writes));
        ClusterBroker joined = broker.JoinCluster(engine, ClusterCheck.OptionsFor(lease) with { DurableTells = new DurableTellOptions { MaxAttempts = 1000 } });

        // Until the check closes the input, or kills the process.
        while (await Console.In.ReadLineAsync() is not null)
        {
            await Console.Out.WriteLineAsync(Describe(joined));
        }

        await EndAsync("the cluster", joined, joined);
        await EndAsync("the broker", broker, joined);
        await EndAsync("the engine", engine, joined);
        await EndAsync("the client of the store", writes, joined);
    }

    private static async Task EndAsync(string part, IAsyncDisposable disposable, ClusterBroker cluster)
    {
        Task ending = disposable.DisposeAsync().AsTask();
        while (await Task.WhenAny(ending, Task.Delay(LongEnd)) != ending)
        {
            ErrorLog.Write($"the end of {part} takes long: {Describe(cluster)}");
        }

        await ending;
    }

    private static string Describe(ClusterBroker cluster) =>
        $"{cluster.State}, session {cluster.Session}, {cluster.ShardCount} shards, {cluster.Broker.ActorCount} actors, members {string.Join(", ", cluster.Members.Select(static member => member.Session))}, "
        + $"{cluster.Statistics}, failure: {cluster.Failure?.Message}";

    private sealed class ItemActor(string id, string process, RequestClient writes, TimeSpan pause) : Actor
    {
        private static long s_instances;

        private readonly string _instance = $"{process}:{Interlocked.Increment(ref s_instances)}";

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            CancellationToken stopping = context.Stopping;
            if ($"{message}".StartsWith(ClusterCheck.Held, StringComparison.Ordinal))
            {
                // The check suspends the process meanwhile. Then this is a handling that does not notice the end of its lease.
                await Task.Delay(pause, CancellationToken.None);
                stopping = CancellationToken.None;
            }

            string outcome = await writes.RequestAsync($"{id} {context.Fence} {_instance} {message}", timeout: TimeSpan.FromSeconds(30), cancellationToken: stopping);
            context.Reply(outcome);
        }
    }
}
