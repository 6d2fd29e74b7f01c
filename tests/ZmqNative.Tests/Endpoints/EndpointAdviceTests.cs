namespace ZmqNative.Tests;

/// <summary>Exceptions for endpoints that are wrong for the call say what is wrong, and what to write.</summary>
public sealed class EndpointAdviceTests : SocketTest
{
    [TestCase("tcp://*:5555")]
    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("ipc://*")]
    public void A_wildcard_is_for_binding(string endpoint)
    {
        using Socket socket = Create(SocketType.Dealer);
        Assert.That(
            () => socket.Connect(endpoint),
            Throws.TypeOf<ArgumentException>().With.Message.Contains("Bind").And.Message.Contains(endpoint));
    }

    [TestCase("tcp://localhost:*", "tcp://127.0.0.1:*")]
    [TestCase("tcp://localhost:5555", "tcp://127.0.0.1:5555")]
    [TestCase("tcp://www.example.org:5555", "tcp://*:5555")]
    public void A_host_name_cannot_be_bound_to(string endpoint, string instead)
    {
        using Socket socket = Create(SocketType.Dealer);
        Assert.That(
            () => socket.Bind(endpoint),
            Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENODEV")
                .And.Message.Contains("host names").And.Message.Contains(instead));
    }

    [Test]
    public void An_IPv6_address_needs_the_option()
    {
        using Socket socket = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => socket.Bind("tcp://[::1]:*"), NeedsOption());
            Assert.That(() => socket.Connect("tcp://[::1]:5555"), NeedsOption());
            Assert.That(() => socket.Connect("tcp://[::1]:0;[::1]:5555"), NeedsOption());
            Assert.That(() => socket.Connect("tcp://[127.0.0.1]:5555"), Throws.Nothing);
        }

        socket.IPv6 = true;
        Assert.That(() => socket.Connect("tcp://[::1]:5555"), Throws.Nothing);

        static NUnit.Framework.Constraints.IResolveConstraint NeedsOption() =>
            Throws.InvalidOperationException.With.Message.Contains("IPv6 = true");
    }

    [Test]
    [Platform("Linux", Reason = "the name of the interface")]
    public void An_interface_may_be_named()
    {
        using Socket socket = Create(SocketType.Dealer);
        socket.Bind("tcp://lo:*");
        Assert.That(socket.LastEndpoint, Does.StartWith("tcp://127.0.0.1:"));
    }

    [Test]
    public void Exceptions_of_disposed_objects_name_the_class_once()
    {
        Socket socket = Create(SocketType.Pub);
        Socket pollee = Create(SocketType.Pull);
        Poller poller = new();
        Context context = new();
        SocketMonitor monitor = pollee.Monitor();
        Frame frame = Frame.FromText("x");
        MultipartMessage message = ["x"];
        SteerableProxy proxy = new(socket, pollee);
        using Poller other = new();
        proxy.Dispose();
        monitor.Dispose();
        socket.Dispose();
        poller.Dispose();
        context.Dispose();
        frame.Dispose();
        message.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Names("Socket", () => socket.Send("x"));
            Names("Socket", () => _ = socket.LastEndpoint);
            Names("Socket", () => socket.Bind(Inproc()));
            Names("Socket", () => other.Add(socket, PollEvents.In));
            Names("Poller", () => poller.Poll(TimeSpan.Zero));
            Names("Poller", () => poller.Add(pollee, PollEvents.In));
            Names("Context", () => context.CreateSocket(SocketType.Pub));
            Names("Context", () => context.IoThreads = 2);
            Names("SocketMonitor", () => monitor.TryReceive(out _, TimeSpan.Zero));
            Names("SocketMonitor", () => monitor.Receive());
            Names("Frame", () => _ = frame.Span.Length);
            Names("MultipartMessage", () => _ = message.Count);
            Names("SteerableProxy", () => proxy.Pause());
            Names("SteerableProxy", () => proxy.GetStatistics(TimeSpan.Zero));
            Names("SteerableProxy", () => proxy.Run());
        }

        pollee.Dispose();

        static void Names(string type, Action use)
        {
            ObjectDisposedException exception = Assert.Throws<ObjectDisposedException>(use)!;
            Assert.That(exception.ObjectName, Is.EqualTo(type));
            Assert.That(exception.Message.Split("Object name").Length, Is.EqualTo(2), exception.Message);
        }
    }
}
