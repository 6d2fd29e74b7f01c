using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

/// <summary>Arguments on which libzmq would abort, crash or hang. The comments of the checks have the reasons.</summary>
public sealed class FatalArgumentTests : SocketTest
{
    [Test]
    public void Types_that_cannot_talk_are_refused_over_inproc()
    {
        SocketType[] types = [.. Enum.GetValues<SocketType>().Where(static type => type != SocketType.Dgram && (type < SocketType.Server || Zmq.Has("draft")))];
        using (Assert.EnterMultipleScope())
        {
            foreach (SocketType binding in types)
            {
                foreach (SocketType connecting in types)
                {
                    using Socket bound = Bound(binding, out string endpoint);
                    using Socket socket = Create(connecting);
                    Assert.That(
                        () => socket.Connect(endpoint),
                        binding.Suits(connecting) ? Throws.Nothing : Throws.ArgumentException,
                        $"{connecting} to {binding}");

                    string later = Inproc();
                    using Socket waiting = Connected(connecting, later);
                    using Socket late = Create(binding);
                    Assert.That(
                        () => late.Bind(later),
                        binding.Suits(connecting) ? Throws.Nothing : Throws.ArgumentException,
                        $"{binding} under {connecting}");
                }
            }
        }
    }

    [Test]
    public void A_router_that_ended_before_the_other_side_bound_blocks_the_name()
    {
        string name = Inproc();
        using Socket router = Connected(SocketType.Router, name);
        router.Disconnect(name);
        using Socket dealer = Create(SocketType.Dealer);
        Assert.That(() => dealer.Bind(name), Throws.InvalidOperationException.With.Message.Contains("ROUTER"));
        router.Dispose();
        dealer.Bind(name);
    }

    [Test]
    public void A_hello_message_cannot_be_sent_to_a_socket_that_ended()
    {
        string name = Inproc();
        Connected(SocketType.Sub, name).Dispose();
        using Socket welcoming = Create(SocketType.XPub, static s => s.SetXPubWelcomeMessage("welcome"u8));
        Assert.That(() => welcoming.Bind(name), Throws.InvalidOperationException);
        welcoming.SetXPubWelcomeMessage([]);
        welcoming.Bind(name);
    }

    [Test]
    public void A_pending_connection_leaves_one_socket_for_the_end_of_the_context()
    {
        Context.MaxSockets = 3;
        using Socket waiting = Connected(SocketType.Dealer, Inproc());
        using Socket second = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Create(SocketType.Dealer), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"));
            Assert.That(() => second.Connect(Inproc()), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"));
        }
    }

    [Test]
    public void A_peer_socket_connects_by_number_under_the_same_checks()
    {
        RequireDraft();
        Context.MaxSockets = 2;
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket peer = Create(SocketType.Peer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => peer.ConnectPeer(router.LastEndpoint), Throws.ArgumentException, $"a ROUTER is bound to {endpoint}");
            Assert.That(() => peer.ConnectPeer("tcp://*:5555"), Throws.ArgumentException);
            Assert.That(
                () => peer.ConnectPeer(Inproc()),
                Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"),
                "no place for the connection at the end of the context");
        }
    }

    [Test]
    public void A_socket_that_was_disposed_during_its_connect_is_known_to_have_left()
    {
        string name = Inproc();
        Socket disposed = Create(SocketType.Sub);
        disposed.Dispose();

        // What the thread that connects notes after the call of libzmq, at whose end it has closed the socket for the other thread.
        InprocNames names = Context.InprocNames;
        lock (names.Gate)
        {
            names.Connected(name, disposed.Guard);
        }

        using Socket welcoming = Create(SocketType.XPub, static s => s.SetXPubWelcomeMessage("welcome"u8));
        Assert.That(() => welcoming.Bind(name), Throws.InvalidOperationException);
        Assert.That(names.Slots, Is.EqualTo(2), "the place of the closed socket, and one for the connection");
    }

    [Test]
    public void Descriptors_must_be_listening_sockets_of_the_transport()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using System.Net.Sockets.Socket datagrams = new(System.Net.Sockets.SocketType.Dgram, ProtocolType.Udp);
        using FileStream file = File.OpenRead(typeof(Socket).Assembly.Location);
        using Socket pull = Create(SocketType.Pull);
        using (Assert.EnterMultipleScope())
        {
            foreach (int descriptor in new[] { 999_999, int.MaxValue, (int)datagrams.Handle, (int)file.SafeFileHandle.DangerousGetHandle() })
            {
                Assert.That(() => pull.UseFileDescriptor = descriptor, Throws.ArgumentException, $"{descriptor}");
                Assert.That(() => pull.SetOption(Interop.Libzmq.ZMQ_USE_FD, descriptor), Throws.ArgumentException);
            }

            pull.UseFileDescriptor = (int)listener.Server.Handle;
            Assert.That(() => pull.Bind("ipc://*"), Throws.InvalidOperationException, "of another transport");
        }

        pull.UseFileDescriptor = null;
    }

    [Test]
    public void A_listening_descriptor_is_taken_over_once()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string endpoint = $"tcp://{listener.LocalEndpoint}";
        using Socket pull = Create(SocketType.Pull);
        pull.UseFileDescriptor = (int)listener.Server.SafeHandle.DangerousGetHandle();

        // libzmq closes it from now on.
        listener.Server.SafeHandle.SetHandleAsInvalid();
        pull.Bind(endpoint);
        Assert.That(pull.UseFileDescriptor, Is.Null);
        using Socket push = Connected(SocketType.Push, endpoint);
        push.Send("taken over");
        Assert.That(ReceiveText(pull), Is.EqualTo("taken over"));
        pull.Bind(FreePort);
    }

    [Test]
    public void A_descriptor_closed_after_it_was_set_is_noticed()
    {
        using Socket pull = Create(SocketType.Pull);
        using (TcpListener listener = new(IPAddress.Loopback, 0))
        {
            listener.Start();
            pull.UseFileDescriptor = (int)listener.Server.Handle;
        }

        Assert.That(() => pull.Bind(FreePort), Throws.InvalidOperationException);
    }

    [Test]
    public void A_raw_router_does_not_probe_and_a_replier_is_no_router()
    {
        using Socket router = Create(SocketType.Router, static s => s.RouterRaw = true);
        using Socket prober = Create(SocketType.Router, static s => s.ProbeRouter = true);
        using Socket rep = Create(SocketType.Rep);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => router.ProbeRouter = true, Throws.InvalidOperationException);
            Assert.That(() => prober.RouterRaw = true, Throws.InvalidOperationException);
            Assert.That(() => prober.SetOption(Interop.Libzmq.ZMQ_ROUTER_RAW, 1), Throws.InvalidOperationException);
            Assert.That(() => rep.RouterRaw = true, Throws.InvalidOperationException);
            Assert.That(() => rep.RouterMandatory = true, Throws.InvalidOperationException);
            Assert.That(() => rep.RouterNotify = RouterNotifications.Connect, Throws.InvalidOperationException);
        }
    }

    [Test]
    public void A_SOCKS_proxy_that_may_be_unreachable_needs_the_unsafe_property()
    {
        using Socket socket = Create(SocketType.Dealer);
        Assert.That(
            () => socket.SetOption(Interop.Libzmq.ZMQ_SOCKS_PROXY, "127.0.0.1:1"u8),
            Throws.ArgumentException.With.Message.Contains(nameof(Socket.UnsafeSocksProxy)));
    }

    [Test]
    public void Names_for_connections_have_1_to_255_bytes_and_no_zero_in_front()
    {
        using Socket router = Create(SocketType.Router);
        using Socket dealer = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => router.SetConnectRoutingId([]), Throws.ArgumentException);
            Assert.That(() => router.SetConnectRoutingId(new byte[256]), Throws.ArgumentException);
            Assert.That(() => router.SetConnectRoutingId([0, 1]), Throws.ArgumentException);
            Assert.That(() => dealer.SetConnectRoutingId("x"u8), Throws.TypeOf<ZmqException>());
        }
    }

    [Test]
    public void Udp_addresses_are_checked_before_libzmq_loops_on_them()
    {
        RequireDraft();
        using UdpClient owner = new(new IPEndPoint(IPAddress.Loopback, 0));
        string taken = $"udp://{owner.Client.LocalEndPoint}";
        using Socket dish = Create(SocketType.Dish);
        using Socket dgram = Create(SocketType.Dgram);
        using Socket radio = Create(SocketType.Radio, static s => s.BindToDevice = "nosuchdevice");
        using (Assert.EnterMultipleScope())
        {
            foreach (Socket socket in new[] { dish, dgram })
            {
                Assert.That(() => socket.Bind(taken), Throws.TypeOf<AddressInUseException>());
                Assert.That(() => socket.Bind("udp://192.0.2.1:5555"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EADDRNOTAVAIL"));
                Assert.That(() => socket.Bind("udp://nosuchhost:5555"), Throws.ArgumentException);
                Assert.That(() => socket.Bind("udp://127.0.0.1"), Throws.ArgumentException);
                Assert.That(() => socket.Bind("udp://127.0.0.1:5x"), Throws.ArgumentException);
            }

            if (OperatingSystem.IsLinux())
            {
                Assert.That(() => radio.Connect("udp://127.0.0.1:5555"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENODEV"));
            }
        }
    }

    [Test]
    public void A_dgram_supports_udp_only_and_must_be_bound_to_send()
    {
        RequireDraft();
        using Socket dgram = Create(SocketType.Dgram);
        using Frame frame = Frame.FromText("x");
        using MultipartMessage message = ["127.0.0.1:5555", "x"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => dgram.Send("x"), Throws.InvalidOperationException);
            Assert.That(() => dgram.TrySend("x"u8), Throws.InvalidOperationException);
            Assert.That(() => dgram.TrySend(frame), Throws.InvalidOperationException);
            Assert.That(() => dgram.Send(message), Throws.InvalidOperationException);
            Assert.That(() => dgram.TrySend(message, Generous), Throws.InvalidOperationException);
            Assert.That(frame.IsAlive && message.IsAlive, Is.True);
            foreach (string endpoint in new[] { FreePort, "ipc://*", Inproc() })
            {
                Assert.That(() => dgram.Bind(endpoint), Throws.ArgumentException);
            }

            Assert.That(() => dgram.Connect("udp://127.0.0.1:5555"), Throws.TypeOf<ZmqException>());
        }
    }
}
