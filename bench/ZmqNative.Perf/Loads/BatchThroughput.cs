using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>A blocking PUSH to a PULL that awaits batches: the gain of receiving in batches.</summary>
internal sealed class BatchThroughput : Load
{
    private const int BatchSize = 128;

    private readonly SpanThroughput _sender = new();

    public override async Task<double> LocalAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.Pull, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        MultipartMessage[] batch = new MultipartMessage[BatchSize];
        int left = end.Count - 1;
        int first = await socket.ReceiveBatchAsync(batch.AsMemory(0, 1));
        Check(batch, first, end);
        end.Meter.Start();
        while (left > 0)
        {
            int count = await socket.ReceiveBatchAsync(batch);
            Check(batch, count, end);
            left -= count;
        }

        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => _sender.RemoteAsync(end);

    private static void Check(MultipartMessage[] batch, int count, End end)
    {
        for (int i = 0; i < count; i++)
        {
            end.Check(batch[i][0].Length);
            batch[i].Dispose();
        }
    }
}
