using System.Runtime.CompilerServices;
using ZmqNative.Actors;

namespace ZmqNative.Perf;

/// <summary>Asks of 4 actors that answer with the message, as many in flight as the width.</summary>
internal sealed class BrokerAsk : Load
{
    private const int Actors = 4;
    private static readonly object Message = new();

    public override async Task<double> LocalAsync(End end)
    {
        end.Bound(end.Endpoint);
        await using Broker broker = new();
        ActorRef[] actors = [.. Enumerable.Range(0, Actors).Select(i => broker.Spawn($"echo/{i}", static (message, context) =>
        {
            context.Reply(message);
            return default;
        }))];
        Task[] lanes = new Task[end.Width];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            ActorRef actor = actors[i % Actors];
            lanes[i] = Task.Run(() => LaneAsync(actor, end.Count / end.Width));
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => Task.FromResult(double.NaN);

    private static async Task LaneAsync(ActorRef actor, int count)
    {
        foreach (int chunk in Chunks(count))
        {
            await AskAsync(actor, chunk);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AskAsync(ActorRef actor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = await actor.AskAsync<object>(Message);
        }
    }
}
