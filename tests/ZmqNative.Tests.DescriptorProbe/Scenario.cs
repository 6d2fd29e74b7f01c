using System.Net;
using System.Runtime.CompilerServices;
using ZmqNative.Patterns;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative.Tests.DescriptorProbe;

/// <summary>The scenarios that are run without descriptors.</summary>
internal static class Scenario
{
    private const int MostLeft = 12;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    public static void Run(string name)
    {
        Action scenario = name switch
        {
            "context" => MakeContexts,
            "first" => MakeFirstSockets,
            "later" => MakeLaterSockets,
            "bind" => Bind,
            "connect" => Connect,
            "accept" => Accept,
            "accept-ipc" => AcceptOverIpc,
            "reserve" => AcceptUntilTheReserve,
            "names" => EndDuringNameLookups,
            "reactor" => MakeReactors,
            "errors" => FirstErrors,
            _ => throw new ArgumentException("There is no such scenario.", nameof(name)),
        };

        // Loads the assemblies and the library only: no call has failed yet.
        _ = Zmq.Version;
        RuntimeHelpers.RunClassConstructor(typeof(Reactor).TypeHandle);
        scenario();
    }

    private static void MakeContexts()
    {
        ForEachRemainingCount("context", static () => new Context().Dispose());
    }

    private static void MakeFirstSockets() =>
        ForEachRemainingCount("first socket", static () =>
        {
            using Context context = new() { IoThreads = 2 };
            using Socket socket = context.CreateSocket(SocketType.Pull);
        });

    private static void MakeLaterSockets()
    {
        using Context context = new();
        using Socket first = context.CreateSocket(SocketType.Pull);
        ForEachRemainingCount("later socket", () => context.CreateSocket(SocketType.Pull).Dispose());
        ForEachRemainingCount("monitor", () => first.Monitor().Dispose());
        ForEachRemainingCount("proxy", () => new SteerableProxy(first, first).Dispose());
    }

    private static void Bind()
    {
        using Context context = new();
        using Socket socket = context.CreateSocket(SocketType.Pull);
        string path = Path.Combine(Path.GetTempPath(), $"zmqnative-{Guid.NewGuid():N}");
        foreach (string endpoint in new[] { "tcp://127.0.0.1:*", "tcp://*:*", "tcp://lo:*", "tcp://localhost:*", "ipc://*", $"ipc://{path}", $"ipc://@{Guid.NewGuid():N}", "inproc://x" })
        {
            ForEachRemainingCount($"bind {endpoint}", () =>
            {
                socket.Bind(endpoint);
                socket.Unbind(socket.LastEndpoint);
            });
        }

        ForEachRemainingCount("unbind what is not bound", () => socket.Unbind("tcp://127.0.0.1:9"));
        ForEachRemainingCount("disconnect what is not connected", () => socket.Disconnect("tcp://localhost:9"));
    }

    private static void Connect()
    {
        using Context context = new();
        using Socket pull = context.CreateSocket(SocketType.Pull);
        pull.Bind("tcp://127.0.0.1:*");
        using Socket push = context.CreateSocket(SocketType.Push);
        push.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        DescriptorLimit.Leave(0);
        push.Connect(pull.LastEndpoint);
        push.Send("late");
        Print("connected before there are descriptors", () => _ = pull.TryReceive(out _, TimeSpan.FromMilliseconds(50)));
        DescriptorLimit.Release();
        Print("received once there are", () =>
        {
            Require(pull.TryReceive(out Frame frame, Generous));
            using (frame)
            {
                Require(frame.ToString() == "late");
            }
        });
    }

    private static void Accept()
    {
        using Context context = new();
        using Socket router = context.CreateSocket(SocketType.Stream);
        router.Bind("tcp://127.0.0.1:*");
        using SocketMonitor monitor = router.Monitor(SocketEvents.AcceptFailed);
        using NetSocket client = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        IPEndPoint address = IPEndPoint.Parse(router.LastEndpoint["tcp://".Length..]);
        DescriptorLimit.Leave(0);
        client.Connect(address);
        Print("told", () => Require(monitor.TryReceive(out SocketEvent failed, Generous) && failed.ErrorName == "EMFILE"));
        monitor.Dispose();
        DescriptorLimit.Release();
        Print("accepted once there are", () => Require(router.TryReceive(out _, Generous)));
    }

    private static void AcceptOverIpc()
    {
        using Context context = new();
        using Socket pull = context.CreateSocket(SocketType.Pull);
        pull.Bind("ipc://*");
        using SocketMonitor monitor = pull.Monitor(SocketEvents.AcceptFailed | SocketEvents.Accepted);
        using NetSocket client = new(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        System.Net.Sockets.UnixDomainSocketEndPoint address = new(pull.LastEndpoint["ipc://".Length..]);
        DescriptorLimit.Leave(0);
        client.Connect(address);
        Print("told", () => Require(monitor.TryReceive(out SocketEvent failed, Generous) && failed.ErrorName == "EMFILE"));
        DescriptorLimit.Release();
        Print("accepted once there are", () =>
        {
            SocketEvent found;
            do
            {
                Require(monitor.TryReceive(out found, Generous));
            }
            while (found.Kind != SocketEvents.Accepted);
        });
    }

    // The limit is 512, so that the reserve is 32 descriptors: 8 of 40 are for connections, half of them for this side.
    private static void AcceptUntilTheReserve()
    {
        const int Connections = 4;
        using Context context = new();
        using Socket pull = context.CreateSocket(SocketType.Pull);
        pull.Bind("tcp://127.0.0.1:*");
        using SocketMonitor monitor = pull.Monitor(SocketEvents.AcceptFailed);
        IPEndPoint address = IPEndPoint.Parse(pull.LastEndpoint["tcp://".Length..]);
        List<NetSocket> clients = [];
        for (int i = 0; i < Connections + 3; i++)
        {
            clients.Add(new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp));
        }

        DescriptorLimit.Leave(32 + Connections);
        for (int i = 0; i < Connections; i++)
        {
            clients[i].Connect(address);
            Require(SpinWait.SpinUntil(() => pull.AcceptedConnections == i + 1, Generous));
        }

        clients[Connections].Connect(address);
        Print("told", () => Require(monitor.TryReceive(out SocketEvent failed, Generous) && failed.ErrorName == "EMFILE"));
        Print("refused", () => Require(pull.RefusedConnections == 1 && pull.AcceptedConnections == Connections));
        Print("kept", () => Require(Descriptors()));

        // Without any, it looks ten times a second.
        DescriptorLimit.Leave(0);
        System.Diagnostics.Stopwatch time = System.Diagnostics.Stopwatch.StartNew();
        clients[Connections + 1].Connect(address);
        Print("pauses", () =>
        {
            int events = 0;
            while (events < 5)
            {
                Require(monitor.TryReceive(out _, Generous));
                events++;
            }

            while (monitor.TryReceive(out _, TimeSpan.Zero))
            {
                events++;
            }

            Require(events <= 5 + (time.ElapsedMilliseconds / 100));
        });
        DescriptorLimit.Release();
        clients[Connections + 2].Connect(address);
        Print("recovers", () => Require(SpinWait.SpinUntil(() => pull.AcceptedConnections == Connections + 2, Generous)));
        clients.ForEach(static client => client.Dispose());

        static bool Descriptors()
        {
            using NetSocket one = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            using NetSocket two = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            return true;
        }
    }

    private static void EndDuringNameLookups()
    {
        Context context = new();
        Socket socket = context.CreateSocket(SocketType.Push);
        socket.Connect("inproc://unknown");
        socket.Dispose();
        using ManualResetEventSlim begin = new();
        using ManualResetEventSlim ended = new();
        Thread end = new(() =>
        {
            begin.Wait();
            context.Dispose();
            ended.Set();
        });

        // It could not start later.
        end.Start();
        DescriptorLimit.Leave(0);
        begin.Set();
        Print("waits", () => Require(!ended.Wait(TimeSpan.FromMilliseconds(100))));
        DescriptorLimit.Release();
        Print("ends", () => Require(ended.Wait(Generous)));
        end.Join();
    }

    private static void MakeReactors()
    {
        ForEachRemainingCount("reactor", static () => End(new Reactor()));
    }

    // The first errors of a process that has not loaded the assemblies of their exceptions yet.
    private static void FirstErrors()
    {
        using Context context = new();
        using Socket socket = context.CreateSocket(SocketType.Pub);
        Socket closed = context.CreateSocket(SocketType.Pull);
        closed.Dispose();
        DescriptorLimit.Leave(0);
        Print("transport", () => socket.Connect("nosuch://x"));
        Print("option", () => socket.SetOption(5, System.Text.Encoding.ASCII.GetBytes(new string('x', 256))));
        Print("type", () => socket.Receive());
        Print("closed", () => closed.Receive());
        Print("argument", () => socket.Connect("tcp://127.0.0.1:x"));
        Print("encoding", () => socket.Connect("tcp://\ud800:1"));
        Print("wildcard", () => socket.Connect("tcp://*:1"));
        Print("IPv6", () => socket.Connect("tcp://[::1]:1"));
        Print("frame", () => Frame.FromText(null!));
        Print("bind", () => socket.Bind("tcp://127.0.0.1:*"));
        Print("file", () => socket.Bind("ipc:///no/such/folder"));
        Print("shutdown", () =>
        {
            context.Shutdown();
            socket.Send("x");
        });
        DescriptorLimit.Release();
    }

#pragma warning disable VSTHRD002 // A console program has nothing that could deadlock.
    private static void End(Reactor reactor) => reactor.DisposeAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private static void ForEachRemainingCount(string what, Action action)
    {
        for (int left = 0; left <= MostLeft; left++)
        {
            DescriptorLimit.Leave(left);
            Print($"{what}, {left} left", action);
            DescriptorLimit.Release();
        }

        Print($"{what}, many left", action);
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("It is not so.");
        }
    }

    private static void Print(string what, Action action)
    {
        string result;
        try
        {
            action();
            result = "fine";
        }
#pragma warning disable CA1031 // Whatever it is, the test looks at it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // With the stack trace, as a log would have it, which needs files as well.
            _ = exception.ToString();
            result = $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
        }

        Console.WriteLine($"{what}: {result}");
    }
}
