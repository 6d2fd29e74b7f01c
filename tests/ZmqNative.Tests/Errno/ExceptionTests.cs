namespace ZmqNative.Tests;

/// <summary>The exception for each error, and its message.</summary>
public sealed class ExceptionTests : ZmqTest
{
    private static readonly Failure[] Failures =
    [
        new("bind to a TCP port in use", "EADDRINUSE", typeof(AddressInUseException),
            static (context, open) =>
            {
                Socket first = open(SocketType.Pub);
                first.Bind("tcp://127.0.0.1:*");
                open(SocketType.Pub).Bind(first.LastEndpoint);
            },
            ["bind PUB socket to tcp://127.0.0.1:", "in use", "tcp://127.0.0.1:*", "LastEndpoint"]),
        new("bind to an inproc name in use", "EADDRINUSE", typeof(AddressInUseException),
            static (context, open) =>
            {
                open(SocketType.Rep).Bind("inproc://taken");
                open(SocketType.Rep).Bind("inproc://taken");
            },
            ["bind REP socket to inproc://taken", "choose another name"]),
        new("send to an unknown peer", "EHOSTUNREACH", typeof(HostUnreachableException),
            static (context, open) =>
            {
                Socket router = open(SocketType.Router);
                router.RouterMandatory = true;
                router.Send("unknown"u8, SendFlags.SendMore);
            },
            ["send on ROUTER socket", "No peer with that routing id"]),
        new("use a socket after the shutdown", "ETERM", typeof(ContextTerminatedException),
            static (context, open) =>
            {
                Socket socket = open(SocketType.Pull);
                context.Shutdown();
                socket.Receive().Dispose();
            },
            ["receive on PULL socket", "close the socket"]),
        new("create a socket after the shutdown", "ETERM", typeof(ContextTerminatedException),
            static (context, open) =>
            {
                context.Shutdown();
                _ = open(SocketType.Pull);
            },
            ["create PULL socket"]),
        new("send two requests", "EFSM", typeof(SocketStateException),
            static (context, open) =>
            {
                string endpoint = Inproc();
                open(SocketType.Rep).Bind(endpoint);
                Socket request = open(SocketType.Req);
                request.Connect(endpoint);
                request.Send("one"u8);
                request.Send("two"u8);
            },
            ["send on REQ socket", "REQ sends and receives in turns"]),
        new("receive on a socket that sends", "ENOTSUP", typeof(ZmqException),
            static (context, open) => _ = open(SocketType.Push).Receive(),
            ["receive on PUSH socket", "only sends"]),
        new("use an unknown transport", "EPROTONOSUPPORT", typeof(ZmqException),
            static (context, open) => open(SocketType.Pub).Connect("carrier-pigeon://home"),
            ["connect PUB socket to carrier-pigeon://home", "Zmq.Capabilities"]),
        new("write no transport", "EINVAL", typeof(ZmqException),
            static (context, open) => open(SocketType.Pub).Bind("127.0.0.1:5555"),
            ["bind PUB socket to 127.0.0.1:5555", "transport://address"]),
        new("bind to a foreign address", "EADDRNOTAVAIL", typeof(ZmqException),
            // TEST-NET-1: no machine has it.
            static (context, open) => open(SocketType.Pub).Bind("tcp://192.0.2.1:5555"),
            ["bind PUB socket to tcp://192.0.2.1:5555", "does not belong to this machine"]),
        new("bind to an unknown interface", "ENODEV", typeof(ZmqException),
            static (context, open) => open(SocketType.Pub).Bind("tcp://nosuchif0:5555"),
            ["bind PUB socket to tcp://nosuchif0:5555", "No network interface"]),
        new("unbind what is not bound", "ENOENT", typeof(ZmqException),
            static (context, open) => open(SocketType.Pub).Unbind("tcp://127.0.0.1:5555"),
            ["unbind PUB socket from tcp://127.0.0.1:5555", "exactly as LastEndpoint gave it"]),
        new("connect over TCP without I/O threads", "EMTHREAD", typeof(ZmqException),
            static (context, open) =>
            {
                context.IoThreads = 0;
                open(SocketType.Pub).Connect("tcp://127.0.0.1:5555");
            },
            ["connect PUB socket to tcp://127.0.0.1:5555", "set Context.IoThreads"]),
        new("open more sockets than allowed", "EMFILE", typeof(ZmqException),
            static (context, open) =>
            {
                context.MaxSockets = 1;
                _ = open(SocketType.Pub);
                _ = open(SocketType.Pub);
            },
            ["create PUB socket", "raise Context.MaxSockets", "use a second context"]),
        new("set an option out of range", "EINVAL", typeof(ZmqException),
            static (context, open) => open(SocketType.Pub).SetOption(5, System.Text.Encoding.ASCII.GetBytes(new string('x', 256))),
            ["set option", "ROUTING_ID", "PUB socket", "out of range"]),
    ];

    [Test]
    public void The_advice_for_a_system_without_Unix_sockets_names_another_transport()
    {
        Assert.That(ErrorAdvice.For(Errno.EAFNOSUPPORT, "bind PAIR socket", "ipc:///tmp/name"), Does.Contain("Windows").And.Contain("tcp://127.0.0.1"));
        Assert.That(ErrorAdvice.For(Errno.EAFNOSUPPORT, "bind PAIR socket", "tcp://[::1]:*"), Is.Null);
    }

    [TestCaseSource(nameof(Failures))]
    public void The_message_has_the_operation_the_reason_and_the_advice(Failure failure)
    {
        List<Socket> sockets = [];
        Socket Open(SocketType socketType)
        {
            Socket socket = Context.CreateSocket(socketType);
            sockets.Add(socket);
            return socket;
        }

        ZmqException? exception = Assert.Catch<ZmqException>(() => failure.Attempt(Context, Open));
        sockets.ForEach(static socket => socket.Dispose());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception, Is.TypeOf(failure.Exception));
            Assert.That(exception!.ErrorName, Is.EqualTo(failure.ErrorName));
            Assert.That(Errno.NameOf(exception.ErrorNumber), Is.EqualTo(failure.ErrorName));
            Assert.That(exception.Message, Does.StartWith("Cannot " + exception.Operation));
            Assert.That(exception.Message, Does.Contain($"({failure.ErrorName})"));
            Assert.That(exception.Message, Does.Contain(exception.NativeText).IgnoreCase);
            if (exception.Endpoint is { } endpoint)
            {
                Assert.That(exception.Message, Does.Contain(endpoint));
            }

            foreach (string text in failure.Texts)
            {
                Assert.That(exception.Message, Does.Contain(text));
            }
        }
    }

    [Test]
    public void An_error_without_a_name_keeps_its_number()
    {
        ZmqException exception = ThrowHelper.Create(4711, "do this");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception.ErrorName, Is.EqualTo("4711"));
            Assert.That(exception.Message, Does.StartWith("Cannot do this: ").And.Contain("(4711)"));
            Assert.That(exception.Endpoint, Is.Null);
        }
    }

    [Test]
    public void A_long_endpoint_is_cut_in_the_message_alone()
    {
        string endpoint = "tcp://" + new string('x', 10_000);
        ZmqException exception = ThrowHelper.Create(Errno.EINVAL, "connect SUB socket", endpoint);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception.Message, Has.Length.LessThan(500));
            Assert.That(exception.Endpoint, Is.EqualTo(endpoint));
        }
    }

    /// <summary>A failing call, and the type and message that its exception must have.</summary>
    public sealed record Failure(
        string What, string ErrorName, Type Exception, Action<Context, Func<SocketType, Socket>> Attempt, string[] Texts)
    {
        public override string ToString() => What;
    }
}
