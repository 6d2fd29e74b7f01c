namespace ZmqNative.Tests;

public sealed class BadEndpointTests : SocketTest
{
    private static readonly string Long = new('x', 10 * 1024);

    public static IEnumerable<TestCaseData> Wrong() =>
    [
        Case(null, typeof(ArgumentNullException), "null"),
        Case(string.Empty, typeof(ArgumentException), "empty"),
        Case("tcp", typeof(ZmqException), "no scheme"),
        Case("://x", typeof(ZmqException), "an empty scheme"),
        Case("tcp://", typeof(ZmqException), "nothing behind the scheme"),
        Case("unknown://x", typeof(ZmqException), "an unknown scheme"),
        Case("TCP://127.0.0.1:1", typeof(ZmqException), "capitals"),
        Case("tcp://127.0.0.1", typeof(ZmqException), "no port"),
        Case("tcp://127.0.0.1:x", typeof(ArgumentException), "a port that is no number"),
        Case("tcp://127.0.0.1:65536", typeof(ArgumentException), "a port too large"),
        Case("tcp://127.0.0.1:4294967297", typeof(ArgumentException), "a port that wraps around"),
        Case("tcp://127.0.0.1:-1", typeof(ArgumentException), "a negative port"),
        Case("tcp://127.0.0.1:5x", typeof(ArgumentException), "a number with a tail"),
        Case("tcp://127.0.0.1:", typeof(ArgumentException), "an empty port"),
        Case($"tcp://{Long}:5", typeof(ArgumentException), "a host of 10 KiB"),
        Case($"ipc:///{Long}", typeof(ZmqException), "a path of 10 KiB"),
        Case(Long, typeof(ZmqException), "10 KiB of text"),
        Case("tcp://127.0.0.1\0:5", typeof(ArgumentException), "an embedded NUL"),
        Case("\0", typeof(ArgumentException), "a NUL alone"),
        Case("tcp://\ud800:5", typeof(ArgumentException), "half a surrogate pair"),
        Case("inproc://\udc00", typeof(ArgumentException), "the other half"),
        Case("tcp://\u00e9:5", typeof(ZmqException), "a letter beyond ASCII"),
        Case("pgm://127.0.0.1:5", typeof(ZmqException), "a transport that was not built"),
        Case("udp://127.0.0.1:5", typeof(ZmqException), "a transport of other socket types"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Every_call_refuses_it(string? endpoint, Type refusal)
    {
        using Socket socket = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => socket.Bind(endpoint!), Throws.TypeOf(refusal), "bind");
            Assert.That(() => socket.Connect(endpoint!), Throws.TypeOf(refusal), "connect");
            Assert.That(() => socket.Unbind(endpoint!), Throws.TypeOf(refusal), "unbind");
            Assert.That(() => socket.Disconnect(endpoint!), Throws.TypeOf(refusal), "disconnect");
        }

        socket.Bind(Inproc());
        using Socket peer = Connected(SocketType.Dealer, socket.LastEndpoint);
        peer.Send("still usable");
        Assert.That(ReceiveText(socket), Is.EqualTo("still usable"));
    }

    [Test]
    public void Messages_name_the_endpoint_and_what_to_do()
    {
        using Socket socket = Create(SocketType.Pub);
        ZmqException unknown = Assert.Catch<ZmqException>(() => socket.Bind("carrier-pigeon://roof"))!;
        ZmqException foreign = Assert.Catch<ZmqException>(() => socket.Bind("tcp://192.0.2.1:5555"))!;
        ZmqException shortened = Assert.Catch<ZmqException>(() => socket.Connect(Long))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(unknown.ErrorName, Is.EqualTo("EPROTONOSUPPORT"));
            Assert.That(unknown.Message, Does.Contain("carrier-pigeon://roof").And.Contain("PUB").And.Contain("transport"));
            Assert.That(unknown.Endpoint, Is.EqualTo("carrier-pigeon://roof"));
            Assert.That(foreign.ErrorName, Is.EqualTo("EADDRNOTAVAIL").Or.EqualTo("ENODEV"));
            Assert.That(shortened.Message, Has.Length.LessThan(600));
        }
    }

    [Test]
    public void Names_over_inproc_may_be_long_and_in_any_script()
    {
        foreach (string name in new[] { $"inproc://{Long}", "inproc://\u4e2d\u6587 \U0001F600", "inproc:// ", "inproc://:*:5" })
        {
            using Socket pull = Create(SocketType.Pull);
            pull.Bind(name);
            using Socket push = Connected(SocketType.Push, name);
            push.Send("x");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(ReceiveText(pull), Is.EqualTo("x"));
                Assert.That(pull.LastEndpoint, Is.EqualTo(name));
            }
        }
    }

    private static TestCaseData Case(string? endpoint, Type refusal, string name) => new TestCaseData(endpoint, refusal).SetArgDisplayNames(name);
}
