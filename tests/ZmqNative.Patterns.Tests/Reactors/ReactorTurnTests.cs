using System.Diagnostics;

namespace ZmqNative.Patterns.Tests;

/// <summary>What items on the thread of a reactor do to sockets, to other items and to the clocks of requests.</summary>
public sealed class ReactorTurnTests : PatternTest
{
    [Test]
    public async Task A_socket_that_an_item_configures_for_long_is_looked_at_again()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
        await using SocketPair witness = SocketPair.Create(Context, Reactor, Inproc());
        Task<MultipartMessage> witnessed = witness.Bound.ReceiveAsync().AsTask();
        Task<Task<MultipartMessage>> configured = ConfigureAsync();
        await trigger.Connected.SendAsync(new byte[1]);
        using MultipartMessage message = await (await configured.WaitAsync(Generous)).WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("received"));

        async Task<Task<MultipartMessage>> ConfigureAsync()
        {
            (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();

            // The reactor is to look at the socket after the item. It finds the socket in exclusive use, and the signal consumed.
            Task<MultipartMessage> received = pair.Bound.ReceiveAsync().AsTask();
            pair.Bound.Configure(socket =>
            {
                Assert.That(SpinWait.SpinUntil(() => Reactor.TakeOvers > 0, Generous), Is.True);
                Assert.That(witness.Connected.TrySend("seen"u8), Is.True);
                Wait(witnessed);
                Assert.That(pair.Connected.TrySend("received"u8), Is.True);
                Assert.That(SpinWait.SpinUntil(() => (socket.Events & PollEvents.In) != 0, Generous), Is.True);
            });
            return received;
        }
    }

    [Test]
    public async Task Items_that_compute_for_less_than_a_take_over_needs_leave_other_sockets_served()
    {
        const int Tries = 4;
        int fewest = int.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            await using SocketPair other = SocketPair.Create(Context, Reactor, Inproc());
            await using SocketPair trigger = SocketPair.Create(Context, Reactor, Inproc());
            int items = 0;
            Task<int> served = ServeAsync();
            Task computing = ComputeAsync();
            await trigger.Connected.SendAsync(new byte[1]);
            fewest = Math.Min(fewest, await served.WaitAsync(Generous));
            await computing.WaitAsync(Generous);

            async Task<int> ServeAsync()
            {
                (await other.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
                return Volatile.Read(ref items);
            }

            async Task ComputeAsync()
            {
                (await trigger.Bound.ReceiveAsync().ConfigureAwait(false)).Dispose();
                Assert.That(other.Connected.TrySend(new byte[1]), Is.True);
                while (!served.IsCompleted)
                {
                    Compute();
                    Interlocked.Increment(ref items);
                    await YieldOperation.RunAsync().ConfigureAwait(false);
                }
            }
        }

        // A number of items, not a time: without a limit of time it is the 256 of a round.
        Assert.That(fewest, Is.LessThan(100));
    }

    private static void Compute()
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(1))
        {
        }
    }

    private static void Wait(Task<MultipartMessage> task)
    {
#pragma warning disable VSTHRD002, VSTHRD103 // It is to block.
        task.WaitAsync(Generous).GetAwaiter().GetResult().Dispose();
#pragma warning restore VSTHRD002, VSTHRD103
    }
}
