using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns.Tests.Connections;

/// <summary>Sessions that libzmq ends without connecting again, because the peer broke the protocol.</summary>
public sealed class EndedSessionTests : PatternsTest
{
    private static readonly byte[] Garbage = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NONE"u8, .. new byte[64]];

    [Test]
    public async Task A_subscriber_is_connected_again_after_a_frame_over_its_limit()
    {
        await using Publisher publisher = new(AnyPort, On(new PublisherOptions()));
        await using Subscriber subscriber = new(publisher.LastEndpoint, "t", On(new SubscriberOptions { MaxFrameSize = 1000 }));
        await publisher.WaitForSubscriberAsync(1, Limit);

        await publisher.PublishAsync("t", new string('x', 2000));

        Task<ReceivedMessage> receive = subscriber.ReceiveAsync(Limit).AsTask();
        await Eventually(
            () =>
            {
                _ = publisher.PublishAsync("t", "after").AsTask();
                return receive.IsCompleted;
            },
            "the message after the one that was too large");
        using ReceivedMessage message = await receive;
        Assert.That(message.Text, Is.EqualTo("after"));
        await Eventually(() => subscriber.Statistics.Reconnects > 0, "it is counted when it is made");
        Assert.That(subscriber.Statistics.Reconnects, Is.EqualTo(1));
    }

    [Test]
    public async Task Endpoints_that_libzmq_connects_again_are_not_renewed()
    {
        Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        string endpoint = puller.LastEndpoint;
        string named = $"tcp://localhost:{new Uri(endpoint).Port}";

        // Longer than the library waits for libzmq to report it.
        await using Pusher pusher = new($">{named}", On(new PusherOptions { ReconnectInterval = TimeSpan.FromSeconds(1) }));
        await pusher.WaitForPeersAsync(1, Limit);
        await puller.DisposeAsync();
        await Eventually(() => pusher.ConnectedPeers == 0, "the loss");

        await using Puller again = await Again(() => new Puller($"@{endpoint}", On(new PullerOptions())));
        await pusher.WaitForPeersAsync(1, Limit);
        await again.WaitForPeersAsync(1, Limit);

        Assert.That((pusher.Statistics.Reconnects, pusher.ConnectedPeers, again.ConnectedPeers), Is.EqualTo((0L, 1, 1)));
    }

    [Test]
    public async Task A_client_is_connected_again_after_a_server_of_another_mechanism()
    {
        AsyncSocket other = CreateSocket(
            SocketType.Router, new AsyncSocketOptions { Security = CurveServer.AllowAnyClient(CurveKeyPair.Generate()) });
        other.Bind(AnyPort);
        string endpoint = other.LastEndpoint;
        await using AsyncSocketMonitor monitor = other.Monitor(SocketEvents.Disconnected);
        await using RequestClient client = new(endpoint, On(new RequestClientOptions()));
        await foreach (SocketEvent _ in monitor.ReadAllAsync(Limit))
        {
            break;
        }

        await other.DisposeAsync();
        await using ReplyServer server = await Again(() => new ReplyServer(endpoint, static request => request.Text, On(new ReplyServerOptions())));

        // Until then a request may fail: the peer has refused the connection.
        await Eventually(() => client.ConnectedPeers == 1, "the connection to the server");
        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_client_is_connected_again_after_a_server_that_sent_garbage()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string endpoint = $"tcp://{listener.LocalEndpoint}";
        await using RequestClient client = new(endpoint, On(new RequestClientOptions()));
        using (TcpClient accepted = await listener.AcceptTcpClientAsync(Limit))
        {
            await accepted.GetStream().WriteAsync(Garbage, Limit);
            await ReadToEndAsync(accepted);
        }

        listener.Stop();
        await using ReplyServer server = await Again(() => new ReplyServer(endpoint, static request => request.Text, On(new ReplyServerOptions())));

        // Until then a request fails at once: the peer has refused the connection.
        await Eventually(() => client.ConnectedPeers == 1, "the connection to the server");
        Assert.That(await client.RequestAsync("hello", Generous, Limit), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Nothing_is_connected_again_once_the_user_has_disconnected()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string endpoint = $"tcp://{listener.LocalEndpoint}";
        await using Pusher pusher = new($">{endpoint}", On(new PusherOptions { ReconnectInterval = TimeSpan.FromMilliseconds(1) }));
        using (TcpClient accepted = await listener.AcceptTcpClientAsync(Limit))
        {
            pusher.Disconnect(endpoint);
            await accepted.GetStream().WriteAsync(Garbage, Limit);
            await ReadToEndAsync(accepted);
        }

        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        pusher.Connect(puller.LastEndpoint);
        await pusher.WaitForPeersAsync(1, Limit);
        Assert.That(listener.Pending(), Is.False);
        Assert.That(pusher.ConnectedPeers, Is.EqualTo(1));
    }

    private async Task ReadToEndAsync(TcpClient client)
    {
        byte[] buffer = new byte[1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, Limit) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset, as it closed with bytes unread.
        }
    }
}
