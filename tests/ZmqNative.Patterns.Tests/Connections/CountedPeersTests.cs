using System.Net.Sockets;

namespace ZmqNative.Patterns.Tests.Connections;

/// <summary>The count of peers, which is per connection: an unknown peer does not change the count of the others.</summary>
public sealed class CountedPeersTests : PatternsTest
{
    // A whole greeting, and a frame of 2^60 bytes in place of READY: libzmq ends the connection and reports no failed handshake.
    private static readonly byte[] Forged =
    [
        0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NULL"u8, .. new byte[48],
        0x02, 0x10, 0, 0, 0, 0, 0, 0, 0,
    ];

    [Test]
    public async Task Forged_connections_do_not_change_the_count_of_real_peers()
    {
        const int Regular = 10;
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        Pusher[] pushers = [.. Enumerable.Range(0, Regular).Select(_ => new Pusher($">{puller.LastEndpoint}", On(new PusherOptions())))];
        await puller.WaitForPeersAsync(Regular, Limit);
        Uri endpoint = new(puller.LastEndpoint);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ForgeAsync(endpoint, 250))));

        Assert.That(puller.ConnectedPeers, Is.EqualTo(Regular));
        foreach (Pusher pusher in pushers)
        {
            await pusher.DisposeAsync();
        }

        await Eventually(() => puller.ConnectedPeers == 0, "all have disconnected");
    }

    [Test]
    public async Task A_restarted_server_with_a_host_name_is_not_counted_after_its_disconnect()
    {
        Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        string bound = puller.LastEndpoint;
        string named = $"tcp://localhost:{new Uri(bound).Port}";
        await using Pusher pusher = new($">{named}", On(new PusherOptions { ReconnectInterval = TimeSpan.FromMilliseconds(10) }));
        await pusher.WaitForPeersAsync(1, Limit);
        await puller.DisposeAsync();
        await Eventually(() => pusher.ConnectedPeers == 0, "the loss");
        await using Puller again = await Again(() => new Puller($"@{bound}", On(new PullerOptions())));
        await pusher.WaitForPeersAsync(1, Limit);
        await again.WaitForPeersAsync(1, Limit);

        pusher.Disconnect(named);

        Assert.That(pusher.ConnectedPeers, Is.Zero);
        await Eventually(() => again.ConnectedPeers == 0, "disconnected there, too");
    }

    [Test]
    public async Task Peers_of_an_endpoint_that_is_unbound_are_not_counted_any_more()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await pusher.WaitForPeersAsync(1, Limit);
        await puller.WaitForPeersAsync(1, Limit);

        puller.Unbind(puller.LastEndpoint);

        await Eventually(() => pusher.ConnectedPeers == 0, "the end at the peer");
        Assert.That(puller.ConnectedPeers, Is.Zero);
    }

    private async Task ForgeAsync(Uri endpoint, int count)
    {
        byte[] buffer = new byte[256];
        for (int i = 0; i < count; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, Limit);
            try
            {
                await client.GetStream().WriteAsync(Forged, Limit);
                while (await client.GetStream().ReadAsync(buffer, Limit) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Reset, as libzmq closed with bytes unread.
            }
        }
    }
}
