using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>The loads, which are the same for every library: both ends in one process, new sockets each round.</summary>
internal static class PeerLoads
{
    private const int Chunk = 1000;

    /// <summary>PUSH to PULL, a thread for each, from the first message received to the last; messages per second.</summary>
    public static async Task<(double Value, Meter Meter)> ThroughputAsync(Peer peer, string endpoint, int size, int count)
    {
        Meter meter = new();
        TaskCompletionSource bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task receiver = OnThreadAsync(() =>
        {
            using PeerSocket socket = peer.CreateSocket(Kind.Pull);
            socket.Bind(endpoint);
            bound.SetResult();
            byte[] buffer = new byte[size];
            Receive(socket, 1, buffer);
            meter.Start();
            foreach (int chunk in Chunks(count - 1))
            {
                Receive(socket, chunk, buffer);
            }

            meter.Stop();
            received.SetResult();
        });
        await await Task.WhenAny(bound.Task, receiver);
        Task sender = OnThreadAsync(() =>
        {
            using PeerSocket socket = peer.CreateSocket(Kind.Push);
            socket.Connect(endpoint);
            byte[] bytes = new byte[size];
            foreach (int chunk in Chunks(count))
            {
                Send(socket, chunk, bytes);
            }

            // The linger time of sockets differs between libraries.
            ((IAsyncResult)received.Task).AsyncWaitHandle.WaitOne();
        });
        await BothAsync(receiver, sender);
        return (count / meter.Seconds, meter);
    }

    /// <summary>REQ and REP, a thread for each; half a round trip in microseconds.</summary>
    public static async Task<(double Value, Meter Meter)> LatencyAsync(Peer peer, string endpoint, int size, int count)
    {
        Meter meter = new();
        TaskCompletionSource bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task server = OnThreadAsync(() =>
        {
            using PeerSocket socket = peer.CreateSocket(Kind.Rep);
            socket.Bind(endpoint);
            bound.SetResult();
            byte[] buffer = new byte[size];
            for (int i = 0; i < count + 1; i++)
            {
                Check(socket.Receive(buffer), size);
                socket.Send(buffer);
            }

            ((IAsyncResult)received.Task).AsyncWaitHandle.WaitOne();
        });
        await await Task.WhenAny(bound.Task, server);
        Task client = OnThreadAsync(() =>
        {
            using PeerSocket socket = peer.CreateSocket(Kind.Req);
            socket.Connect(endpoint);
            byte[] bytes = new byte[size];
            socket.Send(bytes);
            Check(socket.Receive(bytes), size);
            meter.Start();
            for (int i = 0; i < count; i++)
            {
                socket.Send(bytes);
                Check(socket.Receive(bytes), size);
            }

            meter.Stop();
            received.SetResult();
        });
        await BothAsync(server, client);
        return (meter.Seconds / count / 2 * 1e6, meter);
    }

    /// <summary>PUSH to PULL with one await per message, on each side that is awaitable in the library.</summary>
    public static async Task<(double Value, Meter Meter)> AsyncThroughputAsync(Peer peer, string endpoint, int size, int count)
    {
        Meter meter = new();
        TaskCompletionSource bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task receiver = peer.RunAsync(async () =>
        {
            await using PeerAsyncSocket socket = peer.CreateAsyncSocket(Kind.Pull);
            socket.Bind(endpoint);
            bound.SetResult();
            Check(await socket.ReceiveAsync(), size);
            meter.Start();
            for (int i = 1; i < count; i++)
            {
                Check(await socket.ReceiveAsync(), size);
            }

            meter.Stop();
            received.SetResult();
        });
        await await Task.WhenAny(bound.Task, receiver);
        Task sender = Task.Run(async () =>
        {
            await using PeerAsyncSocket socket = peer.CreateAsyncSocket(Kind.Push);
            socket.Connect(endpoint);
            byte[] bytes = new byte[size];
            for (int i = 0; i < count; i++)
            {
                await socket.SendAsync(bytes);
            }

            await received.Task;
        });
        await BothAsync(receiver, sender);
        return (count / meter.Seconds, meter);
    }

    private static void Send(PeerSocket socket, int count, byte[] bytes)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(bytes);
        }
    }

    private static void Receive(PeerSocket socket, int count, byte[] buffer)
    {
        for (int i = 0; i < count; i++)
        {
            Check(socket.Receive(buffer), buffer.Length);
        }
    }

    // Each chunk is a separate call, so that the compiler's last tier is reached in the warm-up rather than in the middle of
    // a loop that runs once a round.
    private static IEnumerable<int> Chunks(int count)
    {
        for (; count > 0; count -= Chunk)
        {
            yield return Math.Min(count, Chunk);
        }
    }

    // The end that fails first has the reason; the other one would wait for ever.
    private static async Task BothAsync(Task one, Task other)
    {
        await await Task.WhenAny(one, other);
        await Task.WhenAll(one, other);
    }

    private static Task OnThreadAsync(Action run) => Task.Factory.StartNew(
        run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Check(int received, int size)
    {
        if (received != size)
        {
            throw new InvalidOperationException($"A message of {received} bytes came instead of one of {size}.");
        }
    }
}
