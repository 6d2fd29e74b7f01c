namespace ZmqNative.Cluster.Checker;

/// <summary>One of the broker processes of a check. It writes its endpoint, answers each line of its input with its state, and ends with its input.</summary>
internal static class BrokerProcess
{
    /// <summary>The begin of the line with the endpoint that the broker has bound.</summary>
    public const string EndpointLine = "endpoint ";

    private static readonly TimeSpan LongEnd = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string name, string url, string cluster, string store, TimeSpan lease, string announced)
    {
        RequestClient writes = new(store);
        NatsCluster engine = new(url, new NatsClusterOptions { Name = cluster });
        using ErrorLog log = new();
        Broker broker = new("tcp://127.0.0.1:*", new BrokerOptions { Name = name, LoggerFactory = log });
        broker.Register("item/{id}", id => new ItemActor(id, $"{name}:{Environment.ProcessId}", writes, lease / 2));
        broker.Register("via/{id}", static id => new ViaActor(id));
        broker.Register("account/{id}", id => new DurableAccount(id, writes));
        ClusterOptions options = ClusterCheck.OptionsFor(lease) with { Endpoints = [announced], DurableTells = new DurableTellOptions { MaxAttempts = 1000 } };
        ClusterBroker joined = broker.JoinCluster(engine, options);

        // From now on the relay passes connections on to this process. Before it was in the cluster it would have handled messages for a former process of its name without an ownership.
        await Console.Out.WriteLineAsync($"{EndpointLine}{broker.LastEndpoint}");
        await Console.Out.FlushAsync();

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

    // The owner of this key asks that of the item, which is another broker in most cases.
    private sealed class ViaActor(string id) : Actor
    {
        // Shorter than that of the client: an ask that is lost must not hold up the next one.
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            string outcome;
            try
            {
                outcome = await context.Broker.Actor($"item/{id}").AskAsync<string>($"{message}", Timeout, context.Stopping);
            }
            catch (Exception exception) when (exception is ZmqNativeException or InvalidOperationException or OperationCanceledException)
            {
                outcome = $"not written: {exception.Message}";
            }

            context.Reply(outcome);
        }
    }

    private sealed class ItemActor(string id, string process, RequestClient writes, TimeSpan pause) : Actor
    {
        private static long s_instances;

        private readonly string _instance = $"{process}:{Interlocked.Increment(ref s_instances)}";

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            CancellationToken stopping = context.Stopping;
            if ($"{message}".StartsWith(ClusterCheck.Held, StringComparison.Ordinal))
            {
                // The check suspends the process meanwhile. Stopping is cancelled when the lease is lost: this is a handling that ignores it, so that the fence alone protects the store.
                await Task.Delay(pause, CancellationToken.None);
                stopping = CancellationToken.None;
            }

            string outcome = await writes.RequestAsync($"{id} {context.Fence} {_instance} {message}", timeout: TimeSpan.FromSeconds(30), cancellationToken: stopping);
            context.Reply(outcome);
        }
    }
}
