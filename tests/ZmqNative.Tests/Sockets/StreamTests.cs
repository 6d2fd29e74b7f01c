using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

public sealed class StreamTests : SocketTest
{
    [Test]
    public void Raw_tcp_clients_are_served()
    {
        using Socket stream = Bound(SocketType.Stream, out string endpoint, FreePort);
        using TcpClient client = new();
        client.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        using MultipartMessage connected = stream.ReceiveMessage();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(connected.Count, Is.EqualTo(2));
            Assert.That(connected[0].Length, Is.EqualTo(5), "the connection's id");
            Assert.That(connected[1].Length, Is.Zero, "a new connection");
            Assert.That(connected[1].PeerAddress, Is.EqualTo("127.0.0.1"));
        }

        NetworkStream bytes = client.GetStream();
        bytes.ReadTimeout = (int)Generous.TotalMilliseconds;
        bytes.Write("hello"u8);
        using MultipartMessage hello = stream.ReceiveMessage();
        Assert.That(hello[1].ToString(), Is.EqualTo("hello"));

        Reply(stream, hello[0], "hi there"u8);
        byte[] answer = new byte[8];
        bytes.ReadExactly(answer);
        Assert.That(answer, Is.EqualTo("hi there"u8.ToArray()));

        // An empty frame closes the connection.
        Reply(stream, hello[0], []);
        Eventually(() => stream.Events != PollEvents.None && client.Client.Poll(0, SelectMode.SelectRead), "it stays open");
        Assert.That(bytes.ReadByte(), Is.EqualTo(-1));
    }

    [Test]
    public void A_client_that_disconnects_is_reported_by_an_empty_message()
    {
        using Socket stream = Bound(SocketType.Stream, out string endpoint, FreePort);
        using (TcpClient client = new())
        {
            client.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
            Assert.That(ReceiveTexts(stream)[1], Is.Empty);
            client.GetStream().Write("x"u8);
            Assert.That(ReceiveTexts(stream)[1], Is.EqualTo("x"));
        }

        Assert.That(ReceiveTexts(stream)[1], Is.Empty);
    }

    [Test]
    public void Without_notification_only_data_is_received()
    {
        using Socket stream = Bound(SocketType.Stream, out string endpoint, FreePort, static s => s.StreamNotify = false);
        using TcpClient client = new();
        client.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        client.GetStream().Write("data"u8);
        Assert.That(ReceiveTexts(stream)[1], Is.EqualTo("data"));
    }

    [Test]
    public void A_stream_connects_to_any_server_with_a_routing_id_of_its_choice()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using Socket stream = Create(SocketType.Stream);
        stream.SetConnectRoutingId("server"u8);
        stream.Connect($"tcp://{listener.LocalEndpoint}");
        using TcpClient accepted = listener.AcceptTcpClient();
        Assert.That(ReceiveTexts(stream), Is.EqualTo(new[] { "server", "" }));
        SendTexts(stream, "server", "GET / HTTP/1.0\r\n\r\n");
        byte[] request = new byte[18];
        accepted.GetStream().ReadExactly(request);
        Assert.That(request, Is.EqualTo("GET / HTTP/1.0\r\n\r\n"u8.ToArray()));
    }

    [Test]
    public void A_raw_router_does_the_same()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, FreePort, static s => s.RouterRaw = true);
        using TcpClient client = new();
        client.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
        client.GetStream().Write("raw"u8);
        string[] frames = ReceiveTexts(router);
        Assert.That(frames[^1], Is.EqualTo(frames.Length == 2 && frames[1].Length == 0 ? string.Empty : "raw"));
    }

    private static void Reply(Socket stream, Frame connection, ReadOnlySpan<byte> bytes)
    {
        stream.Send(connection.Span, SendFlags.SendMore);
        stream.Send(bytes);
    }
}
