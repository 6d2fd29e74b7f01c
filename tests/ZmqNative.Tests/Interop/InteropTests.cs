namespace ZmqNative.Tests;

/// <summary>Messages exchanged with pyzmq, which uses the libzmq that it comes with.</summary>
[Platform(Exclude = "Win", Reason = "ipc and Unix signals bound the Python process")]
public sealed class InteropTests : ZmqTest
{
    private static readonly (SocketType Ours, string Theirs, Action<Socket, PythonPeer> Talk)[] Talks =
    [
        (SocketType.Pub, "SUB", Conversation.Publish),
        (SocketType.Sub, "PUB", Conversation.Subscribe),
        (SocketType.Req, "REP", Conversation.Request),
        (SocketType.Rep, "REQ", Conversation.Reply),
        (SocketType.Push, "PULL", Conversation.Push),
        (SocketType.Pull, "PUSH", Conversation.Pull),
        (SocketType.Pair, "PAIR", Conversation.Both),
        (SocketType.Router, "DEALER", Conversation.Route),
        (SocketType.Dealer, "ROUTER", Conversation.Both),
    ];

    private string _path = null!;

    private static IEnumerable<TestCaseData> Cases =>
        from talk in Talks
        from transport in new[] { "tcp", "ipc" }
        from bind in new[] { true, false }
        select new TestCaseData(talk.Ours, talk.Theirs, transport, bind, talk.Talk)
            .SetArgDisplayNames(talk.Ours.NativeName(), talk.Theirs, transport, bind ? "C# binds" : "Python binds");

    [SetUp]
    public void ChooseAPath() => _path = Path.Combine(Path.GetTempPath(), "zmqnative-" + Path.GetRandomFileName());

    [TearDown]
    public void RemoveThePath() => File.Delete(_path);

    [TestCaseSource(nameof(Cases))]
    public void Messages_pass_between_csharp_and_python(
        SocketType ours, string theirs, string transport, bool bind, Action<Socket, PythonPeer> talk)
    {
        string endpoint = transport == "ipc" ? "ipc://" + _path : "tcp://127.0.0.1:*";
        using Socket socket = Context.CreateSocket(ours);

        // The socket is closed when the peer has everything; a SUB would keep its subscriptions for the next publisher.
        socket.Linger = TimeSpan.Zero;
        if (ours == SocketType.Sub)
        {
            socket.Subscribe(string.Empty);
        }

        if (bind)
        {
            socket.Bind(endpoint);
        }

        using PythonPeer peer = new(theirs, bind ? "connect" : "bind", bind ? socket.LastEndpoint : endpoint);
        if (!bind)
        {
            socket.Connect(peer.Endpoint);
        }

        try
        {
            talk(socket, peer);
        }
        catch (AssertionException exception)
        {
            throw new AssertionException($"{exception.Message}\n{peer}", exception);
        }

        peer.AssertDone();
    }
}
