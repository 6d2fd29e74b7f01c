namespace ZmqNative.Tests;

/// <summary>Sockets that come and go on several threads while the context ends: nothing hangs, crashes or leaks.</summary>
[NonParallelizable]
public sealed class ContextStormTests : ZmqTest
{
    private const int Rounds = 100;
    private const int Threads = 4;

    private static readonly TestCaseData[] Ends =
    [
        new TestCaseData(static (Context context, Socket _) => context.Dispose()).SetArgDisplayNames("Dispose"),
        new TestCaseData(static (Context context, Socket hub) =>
        {
            context.Shutdown();
            hub.Dispose();
            context.Terminate(Generous);
        }).SetArgDisplayNames("Terminate"),
    ];

    [TestCaseSource(nameof(Ends))]
    public void A_context_ends_while_four_threads_create_use_and_dispose_sockets(Action<Context, Socket> end)
    {
        // Seeded: a failure is found again more easily, although threads are never the same twice.
        Random random = new(42);
        for (int round = 0; round < Rounds; round++)
        {
            using Context context = new();
            using Socket hub = context.CreateSocket(SocketType.Pull);
            string endpoint = Inproc();
            hub.Bind(endpoint);
            int created = 0;
            TestThread[] threads = new TestThread[Threads];
            for (int i = 0; i < Threads; i++)
            {
                bool bind = i % 2 == 0;
                threads[i] = new TestThread(() => CreateUntilTheEnd(context, endpoint, bind, ref created));
            }

            int enough = random.Next(0, 40);
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref created) >= enough, Generous), Is.True);
            end(context, hub);

            Array.ForEach(threads, static thread => thread.Join());
            Array.ForEach(threads, static thread => thread.Dispose());
            Assert.That(Accounting.LiveSockets, Is.Zero);
            Assert.That(Accounting.LiveContexts, Is.EqualTo(1), "the test's own");
        }
    }

    [Test]
    public void A_context_ends_while_threads_connect_to_inproc_names_that_are_not_bound()
    {
        for (int round = 0; round < Rounds; round++)
        {
            using Context context = new();
            int created = 0;
            TestThread[] threads = new TestThread[Threads];
            for (int i = 0; i < Threads; i++)
            {
                threads[i] = new TestThread(() => ConnectToNobody(context, ref created));
            }

            int enough = round % 10;
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref created) >= enough, Generous), Is.True);
            context.Dispose();

            Array.ForEach(threads, static thread => thread.Join());
            Array.ForEach(threads, static thread => thread.Dispose());
            Assert.That(Accounting.LiveContexts, Is.EqualTo(1), "the test's own");
        }
    }

    [Test]
    public void Sockets_are_disposed_by_other_threads_while_their_own_thread_uses_them()
    {
        for (int round = 0; round < 1_000; round++)
        {
            (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
            using TestThread user = new(() =>
            {
                try
                {
                    while (true)
                    {
                        connected.Send("x"u8);
                        Assert.That(bound.TryReceive(out Frame frame, Generous), Is.True);
                        frame.Dispose();
                    }
                }
                catch (ObjectDisposedException)
                {
                    // What the loop runs into.
                }
            });
            connected.Dispose();
            user.Join();
            bound.Dispose();
        }

        Assert.That(Accounting.LiveSockets, Is.Zero);
    }

    private static void ConnectToNobody(Context context, ref int created)
    {
        // Few, for libzmq keeps each of them, and needs room for one more at the end, until the context is terminated.
        const int Sockets = 20;
        try
        {
            for (int i = 0; i < Sockets; i++)
            {
                using Socket socket = context.CreateSocket(SocketType.Push);
                _ = Interlocked.Increment(ref created);
                socket.Connect(Inproc());
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ContextTerminatedException)
        {
            // The end that the test brings about.
        }
    }

    private static void CreateUntilTheEnd(Context context, string endpoint, bool bind, ref int created)
    {
        try
        {
            while (true)
            {
                using Socket socket = context.CreateSocket(bind ? SocketType.Pull : SocketType.Push);
                _ = Interlocked.Increment(ref created);
                if (bind)
                {
                    socket.Bind(Inproc());
                    _ = socket.TryReceive(out Frame _);
                }
                else
                {
                    // Connecting to a name that is not bound would leave the native socket alive until the context ends.
                    socket.Connect(endpoint);
                    _ = socket.TrySend("hello"u8);
                }
            }
        }
        catch (ZmqException exception) when (exception.ErrorName == "EMFILE")
        {
            // Four threads close sockets faster than libzmq's one reaper frees them.
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ContextTerminatedException)
        {
            // The end that the test brings about.
        }
    }
}
