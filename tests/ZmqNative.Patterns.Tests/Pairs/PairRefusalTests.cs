namespace ZmqNative.Patterns.Tests.Pairs;

/// <summary>A client that only streams, and is refused by a PAIR that already has its peer.</summary>
public sealed class PairRefusalTests : PatternsTest
{
    [Test]
    public async Task A_client_that_only_receives_is_served_when_the_place_is_free()
    {
        if (!Zmq.Has("zmqnative"))
        {
            Assert.Ignore("Another libzmq leaves the connection that it refuses open, without an event.");
        }

        using LogLines log = new();
        await using AsyncSocket server = Bound(SocketType.Pair, AnyPort);
        await using AsyncSocket first = Connected(SocketType.Pair, server.LastEndpoint);
        await first.SendAsync("first"u8.ToArray(), Limit);
        Assert.That(await ReceiveTexts(server), Is.EqualTo(["first"]));
        await using PairClient second = new(server.LastEndpoint, On(new PairOptions
        {
            LoggerFactory = log,
            ReconnectInterval = TimeSpan.FromMilliseconds(1),
            ReconnectIntervalMax = TimeSpan.FromMilliseconds(1),
        }));
        Task<ReceivedMessage> receive = second.ReceiveAsync(Limit).AsTask();
        await Logged(log.Lines, "has another peer");

        await first.DisposeAsync();

        await Eventually(
            () =>
            {
                _ = server.TrySend("hello"u8);
                return receive.IsCompleted;
            },
            "the message for the second");
        using ReceivedMessage work = await receive;
        Assert.That(work.Text, Is.EqualTo("hello"));
    }
}
