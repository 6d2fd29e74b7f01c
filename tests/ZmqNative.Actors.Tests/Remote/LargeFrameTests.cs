namespace ZmqNative.Actors.Tests;

/// <summary>Frames of more than 2 GiB, which a broker and its client count as malformed.</summary>
[NonParallelizable]
public sealed class LargeFrameTests : RemoteTest
{
    [Test]
    public async Task A_broker_goes_on()
    {
        Broker broker = Listen(new BrokerListenerOptions { MaxMessageSize = long.MaxValue }, Inproc());
        _ = broker.Spawn("echo", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            context.Reply("yes");
            return default;
        });
        using Socket dealer = Context.CreateSocket(SocketType.Dealer);
        dealer.Connect(broker.LastEndpoint);
        LargeFrame.Send(dealer);
        await Eventually(() => broker.RemoteStatistics.Malformed == 1, "the frame counted");

        await using BrokerClient client = Connect(broker);
        Assert.That(await client.Actor("echo").AskAsync<string>("alive?", cancellationToken: Limit), Is.EqualTo("yes"));
    }

    [Test]
    public async Task A_client_of_a_broker_goes_on()
    {
        string endpoint = Inproc();
        using Socket router = Context.CreateSocket(SocketType.Router);
        router.Bind(endpoint);
        await using BrokerClient client = Connect(endpoint, new BrokerClientOptions { MaxMessageSize = long.MaxValue });
        Task<string> ask = client.Actor("echo").AskAsync<string>("?", cancellationToken: Limit).AsTask();
        LargeFrame.Answer(router, Generous);

        Assert.That(await ask, Is.EqualTo("fine"));
        Assert.That(client.Statistics.Malformed, Is.EqualTo(1));
    }
}
