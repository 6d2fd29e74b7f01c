using System.Net;
using System.Net.Sockets;
using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>Peers whose connection stays open while they send nothing any more, as after a power failure.</summary>
public sealed class SilentPeerTests : RemoteTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    [Test]
    public async Task A_silent_broker_is_reported_as_lost_to_askers_readers_and_watchers()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        BrokerOptions options = Remotely();
        Broker here = CreateBroker(options with
        {
            Connecting = options.Connecting with { HeartbeatInterval = Interval, HeartbeatTimeout = Patience },
        });
        ActorRef there = here.Actor($"tcp://{listener.LocalEndpoint}/actor1");
        TaskCompletionSource<ActorStopped> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef watcher = here.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped stopped)
            {
                told.SetResult(stopped);
                return default;
            }

            context.Watch(there);
            context.Reply(true);
            return default;
        });
        _ = await watcher.AskAsync<bool>("watch", cancellationToken: Limit);
        Task<string> ask = there.AskAsync<string>("?", cancellationToken: Limit).AsTask();
        await using IAsyncEnumerator<string> reader = there.AskStreamAsync<string>("?", cancellationToken: Limit).GetAsyncEnumerator(Limit);
        Task<bool> next = reader.MoveNextAsync().AsTask();

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        int closed = 0;
        Task serving = ServeAsync();
        BrokerLostException? lost = await Assert.ThrowsAsync<BrokerLostException>(() => ask);
        Assert.That(lost!.Endpoint, Is.EqualTo($"tcp://{listener.LocalEndpoint}"));
        _ = await Assert.ThrowsAsync<BrokerLostException>(() => next);
        ActorStopped stopped = await told.Task.WaitAsync(Limit);
        Assert.That((stopped.Actor, stopped.Cause), Is.EqualTo((there, stopped.Cause as BrokerLostException)));
        Assert.That(stopped.Cause, Is.Not.Null);
        await Eventually(() => Volatile.Read(ref closed) > 0, "the connection is closed");
        await end.CancelAsync();
        await serving;

        // The connections after the first, too: it may be lost before anything was sent on it.
        async Task ServeAsync()
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    using RawPeer peer = await RawPeer.AcceptAsync(listener, "ROUTER", end.Token);
                    await peer.ReadToEndAsync(end.Token);
                    _ = Interlocked.Increment(ref closed);
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException)
                {
                    // The test ends, or the connection has ended within its handshake.
                }
            }
        }
    }

    [Test]
    public async Task The_open_asks_and_streams_of_a_silent_client_end()
    {
        Broker broker = Listen(new BrokerListenerOptions { HeartbeatInterval = Interval, HeartbeatTimeout = Patience });
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("counter", async (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            ReplyWriter<int> writer = context.ReplyStream<int>();
            _ = writer.Cancellation.UnsafeRegister(_ => left.SetResult(), null);
            await writer.WriteAsync(1);
        });
        using RawPeer peer = await RawPeer.ConnectAsync(
            broker.LastEndpoint,
            "DEALER",
            Limit,
            [Frames.Correlation(7), [], "counter\n\nstream 4"u8.ToArray(), "count"u8.ToArray()],
            [Frames.Correlation(8), [], "counter\n\nwatch"u8.ToArray()]);
        Task reading = peer.ReadToEndAsync(Limit);
        await left.Task.WaitAsync(Limit);
        await Eventually(() => broker.ConnectedPeers == 0, "the connection has ended");
        await reading;
    }
}
