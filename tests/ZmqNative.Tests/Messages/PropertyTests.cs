namespace ZmqNative.Tests;

public sealed class PropertyTests : SocketTest
{
    [TestCase("Socket-Type", "DEALER")]
    [TestCase("Peer-Address", "127.0.0.1")]
    [TestCase("Routing-Id", "anna")]
    [TestCase("Identity", "anna")]
    [TestCase("User-Id", null)]
    [TestCase("unknown", null)]
    public void A_frame_has_the_properties_of_its_connection(string name, string? value)
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, FreePort);
        using Socket dealer = Connected(SocketType.Dealer, endpoint, static s => s.RoutingId = "anna"u8);
        dealer.Send("x");
        using MultipartMessage message = router.ReceiveMessage();
        Assert.That(message[1].GetProperty(name), Is.EqualTo(value));
    }

    [Test]
    public void A_peer_without_a_routing_id_has_none()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, FreePort);
        using Socket dealer = Connected(SocketType.Dealer, endpoint);
        dealer.Send("x");
        using MultipartMessage message = router.ReceiveMessage();
        Assert.That(message[1].GetProperty("Routing-Id"), Is.Null);
    }
}
