using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;
using ZmqNative.Cluster;

namespace ZmqNative.Perf;

/// <summary>Asks or tells to keyed actors of another broker, N in flight: by the references of a BrokerClient, or by those of a cluster with the directory in memory.</summary>
internal sealed class KeyedRemote : Load
{
    private const int Keys = 16;

    // Addresses of 10 characters. From 18 on the header of a cluster has more bytes than libzmq keeps inside of a message.
    private const int FirstKey = 1000;

    // An ask after so many tells of a lane: a sender that never waits for the actor would overfill its mailbox.
    private const int TellsPerAsk = 100;

    // The ends of one round share a directory. They are in one process.
    private static readonly ConcurrentDictionary<string, InMemoryCluster> s_engines = new(StringComparer.Ordinal);

    /// <summary>Whether both brokers are in a cluster.</summary>
    public bool InCluster { get; init; }

    /// <summary>Whether messages are tells: an ask after each 100 waits until they are handled.</summary>
    public bool Tells { get; init; }

    public override async Task<double> LocalAsync(End end)
    {
        await using Broker broker = new(
            end.Endpoint, new BrokerOptions { Listening = new BrokerListenerOptions { Context = end.Context, Reactor = end.Reactor } });
        broker.Register("order/{id}", _ => new EchoFrame());
        if (InCluster)
        {
            InMemoryCluster engine = new();
            ClusterBroker cluster = broker.JoinCluster(engine);
            await cluster.WaitUntilJoinedAsync();
            s_engines[broker.LastEndpoint] = engine;
        }

        end.Bound(broker.LastEndpoint);
        await end.Other!;
        _ = s_engines.TryRemove(broker.LastEndpoint, out _);
        return double.NaN;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        BrokerClientOptions options = new() { Context = end.Context, Reactor = end.Reactor };
        if (!InCluster)
        {
            await using BrokerClient client = new(end.Endpoint, options);
            return await MeasureAsync([.. Enumerable.Range(0, Keys).Select(key => client.Actor($"order/{FirstKey + key}"))], end);
        }

        await using Broker broker = new(new BrokerOptions { Connecting = options });
        ClusterBroker cluster = broker.JoinCluster(s_engines[end.Endpoint], new ClusterOptions { TakesShards = false });
        await cluster.WaitUntilJoinedAsync();
        return await MeasureAsync([.. Enumerable.Range(0, Keys).Select(key => cluster.Actor($"order/{FirstKey + key}"))], end);
    }

    private async Task<double> MeasureAsync(ActorRef[] actors, End end)
    {
        byte[] body = new byte[end.Size];
        foreach (ActorRef actor in actors)
        {
            await AskAsync(actor, body, 1, end);
        }

        Task[] lanes = new Task[Math.Min(end.Width, end.Count)];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            int share = (end.Count / lanes.Length) + (i < end.Count % lanes.Length ? 1 : 0);
            lanes[i] = LaneAsync(actors[i % Keys], body, share, end);
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    private async Task LaneAsync(ActorRef actor, byte[] body, int count, End end)
    {
        foreach (int chunk in Chunks(count))
        {
            await (Tells ? TellAsync(actor, body, chunk, end) : AskAsync(actor, body, chunk, end));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask TellAsync(ActorRef actor, byte[] body, int count, End end)
    {
        for (int i = 1; i <= count; i++)
        {
            await actor.TellAsync(Frame.Copy(body));
            if (i % TellsPerAsk == 0 || i == count)
            {
                await AskAsync(actor, body, 1, end);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AskAsync(ActorRef actor, byte[] body, int count, End end)
    {
        for (int i = 0; i < count; i++)
        {
            using Frame answer = await actor.AskAsync<Frame>(Frame.Copy(body));
            end.Check(answer.Length);
        }
    }

    // The answer to a tell is discarded, and the frame with it.
    private sealed class EchoFrame : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply((Frame)message);
            return default;
        }
    }
}
