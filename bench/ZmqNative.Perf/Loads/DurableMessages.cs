using ZmqNative.Tests.Nats;

namespace ZmqNative.Perf;

/// <summary>
/// Messages that a nats-server stores, each confirmed to its sender and acknowledged after it was handled, N of them not yet confirmed. Measured from the first until the stream is empty. Each round has a server of
/// its own, and both ends are in one process.
/// </summary>
/// <param name="open">Connects both ends to the server with this address.</param>
internal sealed class DurableMessages(Func<string, Task<IDurableQueue>> open) : Load
{
    private const int Keys = 64;

    // A look at the stream costs the server about as much as a message.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public override async Task<double> LocalAsync(End end)
    {
        end.Bound(end.Endpoint);
        await using NatsServer server = await NatsServer.StartAsync(CancellationToken.None);
        await using IDurableQueue queue = await open(server.Url);
        byte[] body = new byte[end.Size];
        for (int key = 0; key < Keys; key++)
        {
            await queue.SendAsync(key, body);
        }

        await EmptyAsync(queue);

        int lanes = Math.Min(end.Width, end.Count);
        end.Meter.Start();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            int share = (end.Count / lanes) + (lane < end.Count % lanes ? 1 : 0);
            for (int i = 0; i < share; i++)
            {
                await queue.SendAsync((lane + i) % Keys, body);
            }
        }));
        await EmptyAsync(queue);
        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    public override Task<double> RemoteAsync(End end) => Task.FromResult(double.NaN);

    private static async Task EmptyAsync(IDurableQueue queue)
    {
        while (await queue.CountLeftAsync() > 0)
        {
            await Task.Delay(Look);
        }
    }
}
