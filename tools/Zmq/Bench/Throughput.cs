using System.Diagnostics;
using ZmqNative;
using ZmqTool.Endpoints;

namespace ZmqTool.Bench;

/// <summary>Sends messages from one thread to another, with the sockets of libzmq themselves.</summary>
internal sealed class Throughput(string endpoint, bool isPublish, long count, int size)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>The number of messages that have arrived.</summary>
    public long Received { get; private set; }

    /// <summary>Returns the time from the first received message to the last.</summary>
    public async Task<TimeSpan> MeasureAsync(CancellationToken cancellation)
    {
        using Context context = new();
        using Socket sender = context.CreateSocket(isPublish ? SocketType.XPub : SocketType.Push);
        using Socket receiver = context.CreateSocket(isPublish ? SocketType.Sub : SocketType.Pull);

        // A publisher drops what does not fit into the queue: it waits instead, so that each message arrives.
        if (isPublish)
        {
            sender.XPubNoDrop = true;
        }

        sender.IPv6 = receiver.IPv6 = endpoint.Contains('[', StringComparison.Ordinal);
        sender.Bind(endpoint);
        if (isPublish)
        {
            receiver.Subscribe(string.Empty);
        }

        receiver.Connect(sender.LastEndpoint);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<TimeSpan> receive = RunOnThreadAsync(() => Receive(receiver, ending.Token));
        Task send = RunOnThreadAsync(() => Send(sender, ending.Token));
        Task first = await Task.WhenAny(send, receive);
        if (!first.IsCompletedSuccessfully)
        {
            await ending.CancelAsync();
        }

        // Both threads end before their sockets: the other one may be inside of libzmq when one of them has seen the end.
        await Waiting.QuietlyAsync(send);
        await Waiting.QuietlyAsync(receive);
        await first;
        await send;
        return await receive;
    }

    // Threads of their own: the sockets block.
    private static Task<T> RunOnThreadAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private bool Send(Socket sender, CancellationToken cancellation)
    {
        if (isPublish)
        {
            Frame subscription;
            while (!sender.TryReceive(out subscription, Step))
            {
                cancellation.ThrowIfCancellationRequested();
            }

            subscription.Dispose();
        }

        byte[] message = new byte[size];
        for (long i = 0; i < count; i++)
        {
            while (!sender.TrySend(message, Step))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return true;
    }

    private TimeSpan Receive(Socket receiver, CancellationToken cancellation)
    {
        byte[] buffer = new byte[size];
        long begin = 0;
        for (; Received < count; Received++)
        {
            while (!receiver.TryReceive(buffer, out _))
            {
                cancellation.ThrowIfCancellationRequested();
                _ = receiver.Poll(PollEvents.In, Step);
            }

            if (Received == 0)
            {
                begin = Stopwatch.GetTimestamp();
            }
        }

        return Stopwatch.GetElapsedTime(begin);
    }
}
