namespace ZmqNative.Actors.Tests.Remote;

/// <summary>The connection events of a broker: of its listeners and its clients.</summary>
public sealed class BrokerConnectionEventTests : RemoteTest
{
    [Test]
    public async Task A_broker_and_its_client_report_the_connection_between_them()
    {
        Broker there = Listen();
        string endpoint = there.LastEndpoint;
        Broker here = CreateBroker(Remotely());
        await using IAsyncEnumerator<ConnectionEvent> accepted = there.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        await using IAsyncEnumerator<ConnectionEvent> made = here.ReadConnectionEventsAsync(Limit).GetAsyncEnumerator(Limit);
        ValueTask<bool> first = accepted.MoveNextAsync();
        ValueTask<bool> second = made.MoveNextAsync();

        // The connection is made with the first reference.
        _ = here.Actor($"{endpoint}/actor1");
        Assert.That((await first, await second), Is.EqualTo((true, true)));
        Assert.That((accepted.Current.Kind, accepted.Current.Endpoint), Is.EqualTo((ConnectionEventKind.Connected, AnyPort)));
        Assert.That((made.Current.Kind, made.Current.Endpoint), Is.EqualTo((ConnectionEventKind.Connected, endpoint)));

        await there.DisposeAsync();
        Assert.That(await made.MoveNextAsync(), Is.True);
        Assert.That(made.Current.Kind, Is.EqualTo(ConnectionEventKind.Lost));
        Assert.That(await accepted.MoveNextAsync(), Is.False, "the broker has ended");
        Assert.That(() => there.ReadConnectionEventsAsync(Limit), Throws.InstanceOf<ObjectDisposedException>());
    }
}
