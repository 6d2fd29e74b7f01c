namespace ZmqNative.Actors.Tests;

public sealed class SecureBrokerTests : RemoteTest
{
    [Test]
    public async Task CURVE_keys_pass_through_at_both_ends()
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        CurveKeyPair server = CurveKeyPair.Generate();
        CurveKeyPair friend = CurveKeyPair.Generate();
        CurveKeyPair wrong = CurveKeyPair.Generate();
        Broker broker = Listen(new BrokerListenerOptions { Security = CurveServer.AllowAnyClient(server) });
        _ = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        await using BrokerClient client = Connect(
            broker, new BrokerClientOptions { ConfigureSocket = socket => friend.ApplyAsClient(socket, server.PublicKey) });
        Assert.That(await client.Actor("upper").AskAsync<string>("secret", cancellationToken: Limit), Is.EqualTo("SECRET"));
        await using BrokerClient foreign = Connect(
            broker, new BrokerClientOptions { ConfigureSocket = socket => friend.ApplyAsClient(socket, wrong.PublicKey) });
        await Assert.ThrowsAsync<AskTimeoutException>(
            () => foreign.Actor("upper").AskAsync<string>("?", TimeSpan.FromMilliseconds(200), Limit).AsTask());
    }
}
