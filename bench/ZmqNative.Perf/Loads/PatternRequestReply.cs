using System.Runtime.CompilerServices;
using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>A RequestClient with N requests in flight to a ReplyServer that echoes them.</summary>
internal sealed class PatternRequestReply : Load
{
    public override async Task<double> LocalAsync(End end)
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // One more than is timed: the first round trip.
        int left = end.Count + 1;
        ReplyServerOptions options = new() { Context = end.Context, Reactor = end.Reactor };
        await using ReplyServer server = new(
            end.Endpoint,
            (request, _) =>
            {
                if (--left == 0)
                {
                    answered.TrySetResult();
                }

                // The reply is the frame of the request, which moves.
                return new ValueTask<Payload>(request[0].Move());
            },
            options);
        end.Bound(server.LastEndpoint);
        await answered.Task;
        if (end.Other is not null)
        {
            await end.Other;
        }

        return double.NaN;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        await using RequestClient client = new(end.Endpoint, new RequestClientOptions { Context = end.Context, Reactor = end.Reactor });
        byte[] body = new byte[end.Size];
        await AskAsync(client, body, 1, end);
        Task[] lanes = new Task[Math.Min(end.Width, end.Count)];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            int share = (end.Count / lanes.Length) + (i < end.Count % lanes.Length ? 1 : 0);
            lanes[i] = LaneAsync(client, body, share, end);
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    private static async Task LaneAsync(RequestClient client, byte[] body, int count, End end)
    {
        foreach (int chunk in Chunks(count))
        {
            await AskAsync(client, body, chunk, end);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask AskAsync(RequestClient client, byte[] body, int count, End end)
    {
        for (int i = 0; i < count; i++)
        {
            using ReceivedMessage response = await client.RequestAsync(body);
            end.Check(response.Span.Length);
        }
    }
}
