using System.Runtime.CompilerServices;
using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>PUSH to PULL with one await per message on each side.</summary>
internal sealed class AsyncThroughput : Load
{
    public override async Task<double> LocalAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.Pull, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        await ReceiveAsync(socket, 1, end);
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count - 1))
        {
            await ReceiveAsync(socket, chunk, end);
        }

        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.Push, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Configure(static socket => socket.Linger = null);
        socket.Connect(end.Endpoint);
        byte[] buffer = new byte[end.Size];
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            await SendAsync(socket, chunk, buffer);
        }

        end.Meter.Stop();
        await end.MayClose;
        return double.NaN;
    }

    // Pooled, so that the state of a chunk that waits is not counted as an allocation of the library.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask ReceiveAsync(AsyncSocket socket, int count, End end)
    {
        using MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < count; i++)
        {
            await socket.ReceiveIntoAsync(message);
            end.Check(message[0].Length);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendAsync(AsyncSocket socket, int count, byte[] buffer)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(buffer);
        }
    }
}
