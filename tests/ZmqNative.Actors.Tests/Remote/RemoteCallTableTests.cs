namespace ZmqNative.Actors.Tests;

public sealed class RemoteCallTableTests : RemoteTest
{
    [Test]
    public async Task A_call_whose_message_waits_does_not_end_with_the_connection()
    {
        Broker broker = CreateBroker();
        ActorCell watcher = (ActorCell)broker.Spawn("watcher", static (_, _) => default);

        // Nothing listens on port 1.
        await using BrokerClient client = Connect("tcp://127.0.0.1:1");
        RemoteCallTable calls = new(client.Endpoint, 4, TimeProvider.System);
        ulong id = calls.Begin(new RemoteCall((RemoteRef)client.Actor("watched"), null, 0, Watcher: watcher), outages: 0);
        Assert.That(calls.ListSent(outages: 1, asks: true), Is.EqualTo(new[] { id }), "begun before the connection was lost");
        Assert.That(calls.MarkWaiting(id));
        Assert.That(calls.TryTakeSent(id, outages: 1, out _), Is.False, "it waits for the next one");
        Assert.That(calls.MarkSent(id, outages: 1));
        Assert.That(calls.TryTakeSent(id, outages: 1, out _), Is.False, "it was sent over the next one");
        Assert.That(calls.TryTakeSent(id, outages: 2, out _));
    }
}
