using System.Runtime.CompilerServices;
using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>A Pusher to the handler of a Puller, with N pushes in flight: plain, or with acknowledgements.</summary>
internal sealed class PatternPushPull : Load
{
    public required Delivery Delivery { get; init; }

    public override async Task<double> LocalAsync(End end)
    {
        TaskCompletionSource handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = end.Count;
        PullerOptions options = new() { Context = end.Context, Reactor = end.Reactor, Delivery = Delivery };
        await using Puller puller = new(
            "@" + end.Endpoint,
            (message, _) =>
            {
                end.Check(message.Span.Length);
                if (left == end.Count)
                {
                    end.Meter.Start();
                }

                if (--left == 0)
                {
                    end.Meter.Stop();
                    handled.TrySetResult();
                }

                return ValueTask.CompletedTask;
            },
            options);
        end.Bound(puller.LastEndpoint);
        await handled.Task;

        // The acknowledgements of the last ones are to arrive.
        if (end.Other is not null)
        {
            await end.Other;
        }

        return end.Count / end.Meter.Seconds;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        PusherOptions options = new() { Context = end.Context, Reactor = end.Reactor, Delivery = Delivery, Linger = null };
        await using Pusher pusher = new(">" + end.Endpoint, options);
        byte[] body = new byte[end.Size];
        Task[] lanes = new Task[Math.Min(end.Width, end.Count)];
        for (int i = 0; i < lanes.Length; i++)
        {
            int share = (end.Count / lanes.Length) + (i < end.Count % lanes.Length ? 1 : 0);
            lanes[i] = LaneAsync(pusher, body, share);
        }

        await Task.WhenAll(lanes);
        return double.NaN;
    }

    private static async Task LaneAsync(Pusher pusher, byte[] body, int count)
    {
        foreach (int chunk in Chunks(count))
        {
            await PushAsync(pusher, body, chunk);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask PushAsync(Pusher pusher, byte[] body, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await pusher.PushAsync(body);
        }
    }
}
