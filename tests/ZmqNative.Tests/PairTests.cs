namespace ZmqNative.Tests;

public sealed class PairTests : ZmqTest
{
    [Test]
    public void Both_sides_send_and_receive()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        using (bound)
        using (connected)
        {
            bound.Send("there"u8);
            connected.Send("and back"u8);

            Assert.That(ReceiveText(connected), Is.EqualTo("there"));
            Assert.That(ReceiveText(bound), Is.EqualTo("and back"));
        }
    }
}
