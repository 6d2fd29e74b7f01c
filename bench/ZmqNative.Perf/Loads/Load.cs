namespace ZmqNative.Perf;

/// <summary>A way of sending messages. The same two ends run in one process over inproc, and in two over tcp.</summary>
/// <remarks>
/// The end that measures returns a value, the other one NaN. Loops are divided into chunks, each a separate call, so that
/// the compiler's last tier is reached in the warm-up rather than in the middle of a loop.
/// </remarks>
internal abstract class Load
{
    /// <summary>The number of clients in the scenario with many of them.</summary>
    public const int ManyClients = 100;

    /// <summary>The number of messages in a chunk.</summary>
    protected const int Chunk = 1000;

    public static Load Create(string name) => name switch
    {
        "throughput/raw" => new RawThroughput(),
        "throughput/span" => new SpanThroughput(),
        "throughput/async" => new AsyncThroughput(),
        "throughput/batch" => new BatchThroughput(),
        "latency/raw" => new RawLatency(),
        "latency/async" => new AsyncLatency(),
        "percentiles/raw" => new RawLatency { KeepsEach = true },
        "percentiles/async" => new AsyncLatency { KeepsEach = true },
        "request-reply/raw" => new RawRequestReply(),
        "request-reply/pattern" => new PatternRequestReply(),
        "request-reply/two-reactors" => new PatternRequestReply { HasTwoReactors = true },
        "request-reply/clients" => new PatternRequestReply { Clients = ManyClients },
        "push-pull/plain" => new PatternPushPull { Delivery = ZmqNative.Patterns.Delivery.Unacknowledged },
        "push-pull/acknowledged" => new PatternPushPull { Delivery = ZmqNative.Patterns.Delivery.Acknowledged },
        "broker-tell/ring" => new BrokerTell(),
        "broker-tell/channel" => new ChannelTell(),
        "broker-ask/ring" => new BrokerAsk(),
        "broker-ask/channel" => new ChannelAsk(),
        "broker-ask/interface" => new TypedAsk { ByInterface = true },
        "broker-ask/table" => new TypedAsk { ByInterface = false },
        "broker-remote-ask/pattern" => new BrokerRemoteAsk(),
        "keyed-ask/client" => new KeyedRemote(),
        "keyed-ask/cluster" => new KeyedRemote { InCluster = true },
        "keyed-tell/client" => new KeyedRemote { Tells = true },
        "keyed-tell/cluster" => new KeyedRemote { Tells = true, InCluster = true },
        "durable-tell/cluster" => new DurableMessages(DurableTells.OpenAsync),
        "durable-tell/nats" => new DurableMessages(NatsWorkQueue.OpenAsync),
        "fan-out/raw" => new RawFanOut(),
        "fan-out/async" => new AsyncFanOut(),
        "large/raw" => new LargeMessages(),
        "large/read" => new LargeMessages { ReadsAll = true },
        _ => throw new ArgumentException($"There is no load '{name}'.", nameof(name)),
    };

    /// <summary>The end that binds.</summary>
    public abstract Task<double> LocalAsync(End end);

    /// <summary>The end that connects.</summary>
    public abstract Task<double> RemoteAsync(End end);

    /// <summary>Runs on a separate thread, as the C programs do, and if threads are pinned, on the core of the end.</summary>
    protected static Task<double> OnThreadAsync(End end, Func<double> run) => Task.Factory.StartNew(
        () =>
        {
            if (end.Core is { } core)
            {
                Cores.PinThisThread(core);
            }

            return run();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Returns the lengths of the chunks of a count.</summary>
    protected static IEnumerable<int> Chunks(int count)
    {
        for (; count > 0; count -= Chunk)
        {
            yield return Math.Min(count, Chunk);
        }
    }
}
