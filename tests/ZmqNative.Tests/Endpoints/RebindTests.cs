namespace ZmqNative.Tests;

/// <summary>An endpoint, and a socket's slot in the context, can be used again as soon as the call that released it has returned.</summary>
public sealed class RebindTests : SocketTest
{
    private const int Times = 200;

    [Test]
    public void An_unbound_endpoint_can_be_bound_at_once([Values("tcp://127.0.0.1:*", "tcp://*:*", "ipc", "abstract", "inproc")] string at)
    {
        using Socket first = Bound(SocketType.Rep, out string endpoint, EndpointFor(at));
        using Socket second = Create(SocketType.Rep);
        for (int i = 0; i < Times; i++)
        {
            (i % 2 == 0 ? first : second).Unbind(endpoint);
            (i % 2 == 0 ? second : first).Bind(endpoint);
        }
    }

    [Test]
    public void One_of_several_endpoints_is_free_while_the_others_stay_bound()
    {
        using Socket first = Bound(SocketType.Rep, out string tcp, FreePort);
        first.Bind(FreePort);
        string other = first.LastEndpoint;
        using Socket second = Create(SocketType.Rep);
        for (int i = 0; i < Times; i++)
        {
            first.Unbind(tcp);
            second.Bind(tcp);
            Assert.That(() => second.Bind(other), Throws.TypeOf<AddressInUseException>());
            second.Unbind(tcp);
            first.Bind(tcp);
        }
    }

    [Test]
    public void A_disconnect_does_not_end_a_listener_with_the_same_port()
    {
        using Socket first = Bound(SocketType.Dealer, out string bound, FreePort);
        string other = $"tcp://127.0.0.2{bound[bound.LastIndexOf(':')..]}";
        first.Connect(other);
        first.Disconnect(other);
        Assert.That(first.Guard.Listeners.Has(bound), Is.True, "an unbind has to wait for it");
        first.Unbind(bound);
        using Socket second = Create(SocketType.Dealer);
        second.Bind(bound);
    }

    [Test]
    public void A_name_over_inproc_can_be_bound_as_soon_as_its_socket_is_disposed()
    {
        string name = Inproc();
        for (int i = 0; i < Times; i++)
        {
            using Socket socket = Create(SocketType.Rep);
            socket.Bind(name);
        }
    }

    [Test]
    public void The_slot_of_a_disposed_socket_can_be_used_at_once()
    {
        using Context small = new() { MaxSockets = 2 };
        using Socket stays = small.CreateSocket(SocketType.Pull);
        for (int i = 0; i < Times; i++)
        {
            using Socket socket = small.CreateSocket(SocketType.Push);
            socket.Connect("tcp://127.0.0.1:9");
        }

        using Socket last = small.CreateSocket(SocketType.Push);
        Assert.That(() => small.CreateSocket(SocketType.Push), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"));
    }

    [Test]
    public void The_slots_of_a_disposed_monitor_can_be_used_at_once()
    {
        // The monitored socket, and both ends of its monitor.
        using Context small = new() { MaxSockets = 3 };
        using Socket socket = small.CreateSocket(SocketType.Pull);
        for (int i = 0; i < Times; i++)
        {
            using SocketMonitor monitor = socket.Monitor();
        }
    }

    private string EndpointFor(string kind)
    {
        if (kind == "abstract" && !OperatingSystem.IsLinux())
        {
            Assert.Ignore("Only Linux has abstract names.");
        }

        return kind switch
        {
            "ipc" => Ipc(),
            "abstract" => $"ipc://@zmqnative-{Guid.NewGuid():N}",
            "inproc" => Inproc(),
            _ => kind,
        };
    }
}
