using System.Runtime.CompilerServices;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Perf;

/// <summary>A BrokerClient with N asks in flight to an actor that answers with the received frame.</summary>
internal sealed class BrokerRemoteAsk : Load
{
    public override async Task<double> LocalAsync(End end)
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // One more than is timed: the first round trip.
        int left = end.Count + 1;
        await using Broker broker = new(
            end.Endpoint,
            new BrokerOptions { Listening = new BrokerListenerOptions { Context = end.Context, Reactor = end.Reactor } });
        _ = broker.Spawn("echo", (message, context) =>
        {
            context.Reply((Frame)message);
            if (--left == 0)
            {
                answered.TrySetResult();
            }

            return default;
        });
        end.Bound(broker.LastEndpoint);
        await answered.Task;
        if (end.Other is not null)
        {
            await end.Other;
        }

        return double.NaN;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        await using BrokerClient client = new(end.Endpoint, new BrokerClientOptions { Context = end.Context, Reactor = end.Reactor });
        ActorRef echo = client.Actor("echo");
        byte[] body = new byte[end.Size];
        await AskAsync(echo, body, 1, end);
        Task[] lanes = new Task[Math.Min(end.Width, end.Count)];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            int share = (end.Count / lanes.Length) + (i < end.Count % lanes.Length ? 1 : 0);
            lanes[i] = LaneAsync(echo, body, share, end);
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    private static async Task LaneAsync(ActorRef echo, byte[] body, int count, End end)
    {
        foreach (int chunk in Chunks(count))
        {
            await AskAsync(echo, body, chunk, end);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AskAsync(ActorRef echo, byte[] body, int count, End end)
    {
        for (int i = 0; i < count; i++)
        {
            using Frame answer = await echo.AskAsync<Frame>(Frame.Copy(body));
            end.Check(answer.Length);
        }
    }
}
