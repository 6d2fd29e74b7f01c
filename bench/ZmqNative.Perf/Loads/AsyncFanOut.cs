using System.Runtime.CompilerServices;
using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>One publisher, N subscribers, with one await per message everywhere; the publisher waits instead of dropping.</summary>
internal sealed class AsyncFanOut : Load
{
    public override async Task<double> LocalAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.XPub, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Configure(static socket =>
        {
            socket.XPubNoDrop = true;
            socket.XPubVerbose = true;
        });
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        for (int i = 0; i < end.Width; i++)
        {
            (await socket.ReceiveAsync()).Dispose();
        }

        byte[] buffer = new byte[end.Size];
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            await PublishAsync(socket, chunk, buffer);
        }

        await end.Other!;
        end.Meter.Stop();
        return (double)end.Count * end.Width / end.Meter.Seconds;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        await Task.WhenAll(Enumerable.Range(0, end.Width).Select(_ => Task.Run(() => SubscribeAsync(end))));
        return double.NaN;
    }

    private static async Task SubscribeAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.Sub, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Configure(static socket => socket.Subscribe(string.Empty));
        socket.Connect(end.Endpoint);
        foreach (int chunk in Chunks(end.Count))
        {
            await ReceiveAsync(socket, chunk, end);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask PublishAsync(AsyncSocket socket, int count, byte[] buffer)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(buffer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask ReceiveAsync(AsyncSocket socket, int count, End end)
    {
        for (int i = 0; i < count; i++)
        {
            using MultipartMessage message = await socket.ReceiveAsync();
            end.Check(message[0].Length);
        }
    }
}
