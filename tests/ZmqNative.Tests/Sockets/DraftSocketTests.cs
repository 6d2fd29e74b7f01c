using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

public sealed class DraftSocketTests : SocketTest
{
    [SetUp]
    public void NeedsDraft() => RequireDraft();

    [TestCase(FreePort)]
    [TestCase(null)]
    public void A_server_answers_each_client_by_its_number(string? at)
    {
        using Socket server = Bound(SocketType.Server, out string endpoint, at);
        using Socket anna = Connected(SocketType.Client, endpoint);
        using Socket bert = Connected(SocketType.Client, endpoint);
        anna.Send("anna");
        bert.Send("bert");
        for (int i = 0; i < 2; i++)
        {
            Assert.That(server.TryReceive(out Frame question, Generous), Is.True);
            using (question)
            {
                Assert.That(question.RoutingId, Is.Not.Zero);
                using Frame answer = Frame.FromText($"hello {question}");
                answer.RoutingId = question.RoutingId;
                server.Send(answer);
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(anna), Is.EqualTo("hello anna"));
            Assert.That(ReceiveText(bert), Is.EqualTo("hello bert"));
            Assert.That(server.IsThreadSafe, Is.True);
            Assert.That(() => server.Send("to whom?"), Throws.TypeOf<HostUnreachableException>());
        }
    }

    [Test]
    public void Thread_safe_sockets_take_single_frames_alone_and_have_no_descriptor()
    {
        using Socket client = Create(SocketType.Client);
        using MultipartMessage two = ["a", "b"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => client.Send("x", SendFlags.SendMore), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL"));
            Assert.That(() => client.Send(two), Throws.TypeOf<ZmqException>());
            Assert.That(two.Count, Is.EqualTo(2));
            Assert.That(() => client.FileDescriptor, Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL"));
        }
    }

    [Test]
    public void A_send_to_a_full_client_ends_in_time()
    {
        using Socket server = Bound(SocketType.Server, out string endpoint, prepare: static s => s.SendHighWatermark = 1);
        using Socket client = Connected(SocketType.Client, endpoint, static s => s.ReceiveHighWatermark = 1);
        client.Send("hello");
        using Frame hello = server.Receive();
        bool accepted;
        do
        {
            using Frame frame = Frame.FromText("x");
            frame.RoutingId = hello.RoutingId;
            accepted = server.TrySend(frame);
        }
        while (accepted);

        using Frame late = Frame.FromText("late");
        late.RoutingId = hello.RoutingId;
        Assert.That(server.TrySend(late, TimeSpan.FromMilliseconds(1)), Is.False);
        Assert.That(late.IsAlive, Is.True);
    }

    [Test]
    public void A_dish_receives_the_groups_that_it_joined()
    {
        using Socket radio = Bound(SocketType.Radio, out string endpoint, FreePort, static s => s.Linger = TimeSpan.Zero);
        using Socket dish = Create(SocketType.Dish);
        dish.Join("movies");
        dish.Join("music");
        dish.Connect(endpoint);
        using Frame received = Await(radio, dish, "movies");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received.ToString(), Is.EqualTo("to movies"));
            Assert.That(received.Group, Is.EqualTo("movies"));
            Assert.That(() => dish.Join("movies"), Throws.TypeOf<ZmqException>(), "twice");
            Assert.That(() => dish.Leave("unknown"), Throws.TypeOf<ZmqException>());
            Assert.That(() => radio.Join("x"), Throws.TypeOf<ZmqException>());
        }

        // The dish drops messages of groups that it has left.
        dish.Leave("movies");
        SendTo(radio, "movies");
        SendTo(radio, "music");
        string group;
        do
        {
            using Frame next = dish.Receive();
            group = next.Group;
        }
        while (group == "movies");
        Assert.That(group, Is.EqualTo("music"));
    }

    [Test]
    public void Groups_may_have_255_bytes()
    {
        string longest = new('g', 255);
        using Socket radio = Bound(SocketType.Radio, out string endpoint);
        using Socket dish = Create(SocketType.Dish);
        dish.Join(longest);
        dish.Connect(endpoint);
        using Frame received = Await(radio, dish, longest);
        Assert.That(received.Group, Is.EqualTo(longest));
    }

    [Test]
    public void Groups_travel_over_udp()
    {
        string endpoint = $"udp://127.0.0.1:{FreeUdpPort()}";
        using Socket dish = Create(SocketType.Dish);
        dish.Bind(endpoint);
        dish.Join("TV");
        using Socket radio = Connected(SocketType.Radio, endpoint);
        using Frame received = Await(radio, dish, "TV");
        Assert.That(received.Group, Is.EqualTo("TV"));
        Assert.That(() => radio.Send(new byte[8192]), Throws.ArgumentException.With.Message.Contains("8,191"));
        using Frame large = Frame.Allocate(8000);
        large.Group = new string('g', 255);
        Assert.That(() => radio.TrySend(large), Throws.ArgumentException);
        Assert.That(large.IsAlive, Is.True);
    }

    [Test]
    public void A_dgram_exchanges_datagrams_with_any_program()
    {
        using UdpClient peer = new(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Client.ReceiveTimeout = (int)Generous.TotalMilliseconds;
        int port = FreeUdpPort();
        using Socket dgram = Create(SocketType.Dgram);
        dgram.Bind($"udp://127.0.0.1:{port}");
        string address = peer.Client.LocalEndPoint!.ToString()!;
        SendTexts(dgram, address, "ping");
        IPEndPoint? from = null;
        Assert.That(peer.Receive(ref from), Is.EqualTo("ping"u8.ToArray()));

        peer.Send("pong"u8, new IPEndPoint(IPAddress.Loopback, port));
        string[] received = ReceiveTexts(dgram);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received[0].TrimEnd('\0'), Is.EqualTo(address));
            Assert.That(received[1], Is.EqualTo("pong"));
            Assert.That(() => dgram.Send(new byte[9000]), Throws.ArgumentException, "a larger one would overflow libzmq's buffer");
            Assert.That(() => dgram.Send("no address"), Throws.TypeOf<ZmqException>());
        }
    }

    [Test]
    public void Scattered_work_is_distributed_and_gathered()
    {
        using Socket scatter = Bound(SocketType.Scatter, out string endpoint);
        using Socket first = Connected(SocketType.Gather, endpoint);
        using Socket second = Connected(SocketType.Gather, endpoint);
        scatter.Send("a");
        scatter.Send("b");
        Assert.That(new[] { ReceiveText(first), ReceiveText(second) }, Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test]
    public void A_channel_is_a_pair_for_threads()
    {
        (Socket one, Socket other) = Pair(SocketType.Channel, SocketType.Channel);
        using (one)
        using (other)
        {
            one.Send("1");
            other.Send("2");
            Assert.That(ReceiveText(other), Is.EqualTo("1"));
            Assert.That(ReceiveText(one), Is.EqualTo("2"));
        }
    }

    [Test]
    public void Peers_identify_each_other_by_number()
    {
        using Socket bound = Bound(SocketType.Peer, out string endpoint);
        using Socket connecting = Create(SocketType.Peer);
        uint number = connecting.ConnectPeer(endpoint);
        using Frame hello = Frame.FromText("hello");
        hello.RoutingId = number;
        connecting.Send(hello);
        using Frame received = bound.Receive();
        using Frame answer = Frame.FromText("back");
        answer.RoutingId = received.RoutingId;
        bound.Send(answer);
        using Frame back = connecting.Receive();
        using Socket pair = Create(SocketType.Pair);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received.ToString(), Is.EqualTo("hello"));
            Assert.That(back.ToString(), Is.EqualTo("back"));
            Assert.That(back.RoutingId, Is.EqualTo(number));
            Assert.That(() => pair.ConnectPeer(endpoint), Throws.Exception.TypeOf<ZmqException>());
        }
    }

    // The radio drops messages until it has received the join.
    private static Frame Await(Socket radio, Socket dish, string group)
    {
        Frame received = default;
        Eventually(
            () =>
            {
                SendTo(radio, group);
                return dish.TryReceive(out received, TimeSpan.FromMilliseconds(1));
            },
            "the dish hears nothing");
        return received;
    }

    private static void SendTo(Socket radio, string group)
    {
        using Frame frame = Frame.FromText($"to {group}");
        frame.Group = group;
        radio.Send(frame);
    }

    private static int FreeUdpPort()
    {
        using UdpClient probe = new(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }
}
