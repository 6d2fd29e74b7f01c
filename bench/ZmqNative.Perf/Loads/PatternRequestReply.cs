using System.Runtime.CompilerServices;
using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>A RequestClient with N requests in flight to a ReplyServer that echoes them.</summary>
internal sealed class PatternRequestReply : Load
{
    /// <summary>Whether the client has a reactor of its own.</summary>
    public bool HasTwoReactors { get; init; }

    /// <summary>The number of clients, among which the requests in flight are shared out.</summary>
    public int Clients { get; init; } = 1;

    public override async Task<double> LocalAsync(End end)
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // More than are timed: the first round trip of each client.
        int left = end.Count + Clients;
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
        await using Reactor? reactor = HasTwoReactors ? new Reactor() : null;
        RequestClientOptions options = new() { Context = end.Context, Reactor = reactor ?? end.Reactor };
        RequestClient[] clients = new RequestClient[Clients];
        byte[] body = new byte[end.Size];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i] = new RequestClient(end.Endpoint, options);
            await AskAsync(clients[i], body, 1, end);
        }

        Task[] lanes = new Task[Math.Min(end.Width, end.Count)];
        end.Meter.Start();
        for (int i = 0; i < lanes.Length; i++)
        {
            int share = (end.Count / lanes.Length) + (i < end.Count % lanes.Length ? 1 : 0);
            lanes[i] = LaneAsync(clients[i % clients.Length], body, share, end);
        }

        await Task.WhenAll(lanes);
        end.Meter.Stop();
        foreach (RequestClient client in clients)
        {
            await client.DisposeAsync();
        }

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
