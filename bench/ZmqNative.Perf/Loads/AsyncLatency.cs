using System.Runtime.CompilerServices;
using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>REQ and REP that send one message back and forth, awaiting each send and each receive.</summary>
internal sealed class AsyncLatency : Load
{
    /// <summary>Whether each round trip is timed.</summary>
    public bool KeepsEach { get; init; }

    public override async Task<double> LocalAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.Rep, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Configure(static socket => socket.Linger = null);
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            await EchoAsync(socket, chunk);
        }

        end.Meter.Stop();
        return double.NaN;
    }

    public override async Task<double> RemoteAsync(End end)
    {
        await using AsyncSocket socket = AsyncSocket.Create(SocketType.Req, options: new() { Context = end.Context, Reactor = end.Reactor });
        socket.Connect(end.Endpoint);
        RoundTrips? each = KeepsEach ? new RoundTrips(end.Count) : null;
        MultipartMessage message = [new byte[end.Size]];
        end.Meter.Start();
        each?.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            message = await AskAsync(socket, message, chunk, end, each);
        }

        end.Meter.Stop();
        message.Dispose();
        end.Percentiles = each?.Percentiles() ?? [];
        return end.Meter.Seconds / end.Count / 2 * 1e6;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask EchoAsync(AsyncSocket socket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(await socket.ReceiveAsync());
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<MultipartMessage> AskAsync(
        AsyncSocket socket, MultipartMessage message, int count, End end, RoundTrips? each)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(message);
            message = await socket.ReceiveAsync();
            end.Check(message[0].Length);
            each?.Add();
        }

        return message;
    }
}
