namespace ZmqNative.Patterns.Tests.Common;

public sealed class ConnectionTests : PatternsTest
{
    [Test]
    public async Task Peers_are_counted_as_they_connect_and_disconnect()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        Task two = puller.WaitForPeersAsync(2, Limit).AsTask();
        await using Pusher staying = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await puller.WaitForPeersAsync(1, Limit);
        Assert.That(two.IsCompleted, Is.False);
        await using (new Pusher($">{puller.LastEndpoint}", On(new PusherOptions())))
        {
            await two;
            Assert.That(puller.ConnectedPeers, Is.EqualTo(2));
        }

        await Eventually(() => puller.ConnectedPeers == 1, "one left");
        await staying.WaitForPeersAsync(1, Limit);
    }

    [Test]
    public async Task A_peer_that_disconnects_is_not_counted_any_more_on_either_side()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await pusher.WaitForPeersAsync(1, Limit);
        await puller.WaitForPeersAsync(1, Limit);

        pusher.Disconnect(puller.LastEndpoint);

        Assert.That(pusher.ConnectedPeers, Is.Zero);
        await Eventually(() => puller.ConnectedPeers == 0, "gone");
        pusher.Connect(puller.LastEndpoint);
        await pusher.WaitForPeersAsync(1, Limit);
        Assert.That(pusher.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    public async Task A_peer_that_does_not_speak_ZMTP_is_not_counted()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        Uri endpoint = new(puller.LastEndpoint);
        using (System.Net.Sockets.TcpClient foreign = new())
        {
            await foreign.ConnectAsync(endpoint.Host, endpoint.Port, Limit);
            await foreign.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: example\r\nAccept: */*\r\n\r\n"u8.ToArray(), Limit);
        }

        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await pusher.PushAsync("work", Limit);
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("work"));
        await Eventually(() => puller.ConnectedPeers == 1, "the pusher alone");
    }

    [Test]
    public async Task Waiting_for_peers_can_be_cancelled_and_ends_with_the_pattern()
    {
        Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        using CancellationTokenSource cancel = new();
        Task cancelled = puller.WaitForPeersAsync(1, cancel.Token).AsTask();
        Task disposed = puller.WaitForPeersAsync(1, Limit).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());

        await puller.DisposeAsync();

        Assert.That(async () => await disposed, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => puller.WaitForPeersAsync().AsTask(), Throws.InstanceOf<ObjectDisposedException>());
    }
}
