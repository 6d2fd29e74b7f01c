using System.Runtime.CompilerServices;
using ZmqNative.Actors;

namespace ZmqNative.Perf;

/// <summary>Asks of 4 actors with a number, as many in flight as the width: by a typed reference, or by messages to a table of handlers.</summary>
internal sealed class TypedAsk : Load
{
    private const int Actors = 4;

    /// <summary>Whether the actors are called by a typed reference.</summary>
    public required bool ByInterface { get; init; }

    public override async Task<double> LocalAsync(End end)
    {
        end.Bound(end.Endpoint);
        await using Broker broker = new();
        ActorRef[] actors = [.. Enumerable.Range(0, Actors).Select(i => Spawn(broker, $"echo/{i}"))];
        Task[] lanes = new Task[end.Width];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            ActorRef actor = actors[i % Actors];
            lanes[i] = ByInterface
                ? Task.Run(() => CallLaneAsync(actor.As<IEcho>(), end.Count / end.Width))
                : Task.Run(() => AskLaneAsync(actor, end.Count / end.Width));
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => Task.FromResult(double.NaN);

    private ActorRef Spawn(Broker broker, string address) => ByInterface
        ? broker.Spawn<IEcho>(address, static () => new EchoActor())
        : broker.Spawn(address, static () => new EchoActor());

    private static async Task CallLaneAsync(IEcho actor, int count)
    {
        foreach (int chunk in Chunks(count))
        {
            await CallAsync(actor, chunk);
        }
    }

    private static async Task AskLaneAsync(ActorRef actor, int count)
    {
        foreach (int chunk in Chunks(count))
        {
            await AskAsync(actor, chunk);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask CallAsync(IEcho actor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = await actor.EchoAsync(i);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AskAsync(ActorRef actor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = await actor.AskAsync(new Echo(i));
        }
    }
}
