namespace ZmqNative.Tests;

/// <summary>Helpers to create sockets in one line each, and to wait for their events.</summary>
public abstract class SocketTest : ZmqTest
{
    protected const string FreePort = "tcp://127.0.0.1:*";

    /// <summary>An ipc endpoint whose file is removed at the end of the test.</summary>
    protected string Ipc()
    {
        string path = Path.Combine(Path.GetTempPath(), $"zmqnative-{Guid.NewGuid():N}");
        _files.Add(path);
        return $"ipc://{path}";
    }

    private readonly List<string> _files = [];

    [TearDown]
    public void RemoveFiles() => _files.ForEach(File.Delete);

    protected Socket Create(SocketType type, Action<Socket>? prepare = null)
    {
        Socket socket = Context.CreateSocket(type);
        prepare?.Invoke(socket);
        return socket;
    }

    /// <summary>Creates a socket that is bound to a unique name, or to <paramref name="at"/>.</summary>
    protected Socket Bound(SocketType type, out string endpoint, string? at = null, Action<Socket>? prepare = null)
    {
        Socket socket = Create(type, prepare);
        socket.Bind(at ?? Inproc());
        endpoint = socket.LastEndpoint;
        return socket;
    }

    protected Socket Connected(SocketType type, string endpoint, Action<Socket>? prepare = null)
    {
        Socket socket = Create(type, prepare);
        socket.Connect(endpoint);
        return socket;
    }

    protected static string[] ReceiveTexts(Socket socket)
    {
        Assert.That(socket.TryReceiveMessage(out MultipartMessage message, Generous), Is.True, "nothing came");
        using (message)
        {
            return Texts(message);
        }
    }

    protected static string[] Texts(MultipartMessage message)
    {
        List<string> texts = [];
        foreach (Frame frame in message)
        {
            texts.Add(frame.ToString());
        }

        return [.. texts];
    }

    protected static byte[] ReceiveBytes(Socket socket)
    {
        Assert.That(socket.TryReceive(out Frame frame, Generous), Is.True, "nothing came");
        using (frame)
        {
            return frame.Span.ToArray();
        }
    }

    protected static void SendTexts(Socket socket, params ReadOnlySpan<string> frames)
    {
        using MultipartMessage message = MultipartMessage.Create([.. frames]);
        socket.Send(message);
    }

    /// <summary>Waits for a condition that no event reports.</summary>
    protected static void Eventually(Func<bool> condition, string what) =>
        Assert.That(SpinWait.SpinUntil(condition, Generous), Is.True, what);

    /// <summary>Waits for an event of a kind, and skips others.</summary>
    protected static SocketEvent Await(SocketMonitor monitor, SocketEvents kind)
    {
        while (true)
        {
            Assert.That(monitor.TryReceive(out SocketEvent found, Generous), Is.True, $"no {kind} was reported");
            if (found.Kind == kind)
            {
                return found;
            }
        }
    }

    protected static void RequireDraft()
    {
        if (!Zmq.Has("draft"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without its draft API");
        }
    }
}
