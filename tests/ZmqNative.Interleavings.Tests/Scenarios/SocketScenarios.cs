namespace ZmqNative.Interleavings;

/// <summary>An async socket, the reactor, and a peer: waiting, serving, cancelling, configuring, ending.</summary>
internal static class SocketScenarios
{
    /// <summary>Two receives, and a peer that sends two messages: each gets one.</summary>
    public static void Receiving(Schedule schedule)
    {
        SocketWorld world = new();
        List<int> received = [];
        schedule.Start(() => received.Add(world.Socket.ReceiveAsync().Wait().Number));
        schedule.Start(() => received.Add(world.Socket.ReceiveAsync().Wait().Number));
        world.Peer(schedule, () => world.Native.PeerSends(1), () => world.Native.PeerSends(2));
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2], received.Order(), "received");
            world.CheckIdle();
        });
    }

    /// <summary>One receive after the other, each of which must be woken.</summary>
    public static void ReceivingInTurn(Schedule schedule)
    {
        SocketWorld world = new();
        List<int> received = [];
        schedule.Start(() =>
        {
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
        });
        world.Peer(schedule, () => world.Native.PeerSends(1), () => world.Native.PeerSends(2));
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2], received, "received");
            world.CheckIdle();
        });
    }

    /// <summary>The reactor's thread sends while a receive waits: it looks for the message later, whose signal the send may have consumed.</summary>
    public static void LookingLater(Schedule schedule)
    {
        SocketWorld world = new();
        List<int> received = [];
        List<int> sent = [];
        world.Reactor.Items.Enqueue(() => Check.That(world.Socket.TrySend(MultipartMessage.Of(11)), "the send was refused"));
        world.Reactor.Items.Enqueue(() => Check.That(world.Socket.TrySend(MultipartMessage.Of(12)), "the send was refused"));
        schedule.Start(() =>
        {
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
        });
        world.Peer(
            schedule,
            () => world.Native.PeerSends(1),
            () => world.Native.PeerSends(2),
            () => sent.Add(world.Native.PeerReceives()),
            () => sent.Add(world.Native.PeerReceives()));
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2], received, "received");
            Check.Same([11, 12], sent, "sent");
            world.CheckIdle();
        });
    }

    /// <summary>
    /// Sends and receives that wait at the same time, with both directions full: a signal that one consumes must not be missed by the
    /// other.
    /// </summary>
    public static void BothWays(Schedule schedule)
    {
        SocketWorld world = new(highWatermark: 1);
        List<int> received = [];
        List<int> sent = [];
        schedule.Start(() =>
        {
            world.Socket.SendAsync(MultipartMessage.Of(11)).Wait();
            world.Socket.SendAsync(MultipartMessage.Of(12)).Wait();
        });
        schedule.Start(() =>
        {
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
        });
        world.Peer(
            schedule,
            () => world.Native.PeerSends(1),
            () => sent.Add(world.Native.PeerReceives()),
            () => world.Native.PeerSends(2),
            () => sent.Add(world.Native.PeerReceives()));
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2], received, "received");
            Check.Same([11, 12], sent, "sent");
            world.CheckIdle();
        });
    }

    /// <summary>A receive is cancelled while its message arrives: it has one of the two outcomes, and the message is not lost.</summary>
    public static void CancellingReceive(Schedule schedule)
    {
        SocketWorld world = new();
        ControlledCancellationTokenSource cancellation = new();
        List<int> received = [];
        bool cancelled = false;
        schedule.Start(() =>
        {
            try
            {
                received.Add(world.Socket.ReceiveAsync(cancellation.Token).Wait().Number);
            }
            catch (OperationCanceledException)
            {
                cancelled = true;
            }
        });
        schedule.Start(() => received.Add(world.Socket.ReceiveAsync().Wait().Number));
        schedule.Start(cancellation.Cancel);
        world.Peer(schedule, () => world.Native.PeerSends(1), () => world.Native.PeerSends(2));
        schedule.AtEnd(() =>
        {
            Check.That(received.Count + (cancelled ? 1 : 0) == 2, "an operation that did not end once");
            Check.That(received.Count + world.Native.Unread == 2, "a message that was lost, or received twice");
            world.CheckIdle();
        });
    }

    /// <summary>A pending send is cancelled while the peer reads: it is sent or not, and the one behind it is sent.</summary>
    public static void CancellingSend(Schedule schedule)
    {
        SocketWorld world = new(highWatermark: 1);
        ControlledCancellationTokenSource cancellation = new();
        List<int> sent = [];
        bool cancelled = false;
        schedule.Start(() =>
        {
            world.Socket.SendAsync(MultipartMessage.Of(1)).Wait();
            MultipartMessage second = MultipartMessage.Of(2);
            try
            {
                world.Socket.SendAsync(second, cancellation.Token).Wait();
            }
            catch (OperationCanceledException)
            {
                cancelled = true;
                Check.That(!second.IsAlive, "the message of a cancelled send is alive");
            }

            world.Socket.SendAsync(MultipartMessage.Of(3)).Wait();
        });
        schedule.Start(cancellation.Cancel);
        world.Peer(schedule, () => sent.Add(world.Native.PeerReceives()), () => sent.Add(world.Native.PeerReceives()));
        schedule.AtEnd(() =>
        {
            int[] expected = cancelled ? [1, 3] : [1, 2];
            Check.Same(expected, sent, "sent");
            world.CheckIdle();
        });
    }

    /// <summary>
    /// A user's action uses the socket exclusively while the peer sends: the reactor skips the socket, and the receive is served.
    /// </summary>
    public static void Configuring(Schedule schedule)
    {
        SocketWorld world = new();
        List<int> received = [];
        bool inside = false;
        schedule.Start(() =>
        {
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
            received.Add(world.Socket.ReceiveAsync().Wait().Number);
        });
        schedule.Start(() =>
        {
            world.Socket.Configure(native =>
            {
                inside = true;
                Schedule.Step();
                _ = native.Events;
                inside = false;
            });
            Check.That(!inside, "two actions at once");
        });
        world.Peer(schedule, () => world.Native.PeerSends(1), () => world.Native.PeerSends(2));
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2], received, "received");
            world.CheckIdle();
        });
    }

    /// <summary>Two waiters are served at once; the first waits again, in the same object, before the second is notified.</summary>
    public static void Reusing(Schedule schedule)
    {
        SocketWorld world = new();
        List<int> received = [];
        for (int i = 0; i < 2; i++)
        {
            schedule.Start(() =>
            {
                received.Add(world.Socket.ReceiveAsync().Wait().Number);
                received.Add(world.Socket.ReceiveAsync().Wait().Number);
            });
        }

        world.Peer(
            schedule,
            () => Schedule.BlockUntil(() => PatternAccounting.LiveWaiters == 2),
            () => world.Native.PeerSends(1),
            () => world.Native.PeerSends(2),
            () => Schedule.BlockUntil(() => PatternAccounting.LiveWaiters > 0 && world.Native.Unread == 0),
            () => world.Native.PeerSends(3),
            () => world.Native.PeerSends(4));
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2, 3, 4], received.Order(), "received");
            world.CheckIdle();
        });
    }

    /// <summary>
    /// Four messages arrive without a pending receive, so the reactor removes the descriptor from its poll; a receive adds it again.
    /// </summary>
    public static void StoppedPolling(Schedule schedule)
    {
        const int Idle = 4;
        SocketWorld world = new();
        List<int> received = [];
        int rounds = 0;
        schedule.Start(() =>
        {
            for (; rounds < Idle; rounds++)
            {
                // The reactor has taken the signal.
                Schedule.BlockUntil(() => world.Native is { Unread: 1, IsSignalled: false });
                while (world.Socket.TryReceive(out MultipartMessage message))
                {
                    received.Add(message.Number);
                }
            }

            while (received.Count < Idle + 2)
            {
                received.Add(world.Socket.ReceiveAsync().Wait().Number);
            }
        });
        world.Peer(schedule, [.. Enumerable.Range(1, Idle + 2).Select(number => (Action)(() =>
        {
            Schedule.BlockUntil(() => rounds >= Math.Min(number - 1, Idle));
            world.Native.PeerSends(number);
        }))]);
        schedule.AtEnd(() =>
        {
            Check.Same(Enumerable.Range(1, Idle + 2), received, "received");
            world.CheckIdle();
        });
    }

    /// <summary>The socket is disposed while a receive waits and a message arrives: the receive has one of the two outcomes, once.</summary>
    public static void Disposing(Schedule schedule)
    {
        SocketWorld world = new();
        int ended = 0;
        int received = 0;
        for (int i = 0; i < 2; i++)
        {
            schedule.Start(() =>
            {
                try
                {
                    _ = world.Socket.ReceiveAsync().Wait();
                    received++;
                }
                catch (ObjectDisposedException)
                {
                    ended++;
                }
            });
        }

        schedule.Start(() => _ = world.Socket.DisposeAsync().AsTask());
        world.Peer(schedule, () => world.Native.PeerSends(1));
        schedule.AtEnd(() =>
        {
            Check.That(ended + received == 2, "a receive that did not end once");
            Check.That(received + world.Native.Unread == 1, "a message that was lost");
            Check.That(world.Native.IsClosed, "the native socket is open");
            Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
        });
    }

    /// <summary>The context ends while operations wait: all fail, and the native socket is closed.</summary>
    public static void ContextEnding(Schedule schedule)
    {
        SocketWorld world = new(highWatermark: 1);
        List<Exception> failures = [];
        schedule.Start(() => Fail(failures, () => world.Socket.ReceiveAsync().Wait()));
        schedule.Start(() => Fail(failures, () =>
        {
            world.Socket.SendAsync(MultipartMessage.Of(1)).Wait();
            world.Socket.SendAsync(MultipartMessage.Of(2)).Wait();
        }));
        world.Peer(schedule, world.Native.EndContext);
        schedule.AtEnd(() =>
        {
            Check.That(failures.Count == 2, "an operation that did not fail");
            Check.That(world.Native.IsClosed, "the native socket is open");
            Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
        });
    }

    /// <summary>The reactor fails while operations wait: all fail.</summary>
    public static void ReactorFailing(Schedule schedule)
    {
        SocketWorld world = new(highWatermark: 1);
        List<Exception> failures = [];
        schedule.Start(() => Fail(failures, () => world.Socket.ReceiveAsync().Wait()));
        schedule.Start(() => Fail(failures, () =>
        {
            world.Socket.SendAsync(MultipartMessage.Of(1)).Wait();
            world.Socket.SendAsync(MultipartMessage.Of(2)).Wait();
        }));
        schedule.Start(() => world.Socket.Fail(new InvalidOperationException("the reactor")));
        schedule.AtEnd(() =>
        {
            Check.That(failures.Count == 2, "an operation that did not fail");
            Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
        });
    }

    private static void Fail(List<Exception> failures, Action operation)
    {
        try
        {
            operation();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException or ContextTerminatedException)
        {
            failures.Add(exception);
        }
    }
}
