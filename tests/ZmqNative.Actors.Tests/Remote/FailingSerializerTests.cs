namespace ZmqNative.Actors.Tests;

/// <summary>A serializer that throws anything: for callers it is one that cannot write the message.</summary>
public sealed class FailingSerializerTests : RemoteTest
{
    [Test]
    public async Task A_broadcast_reaches_all_others_whatever_the_serializer_throws([Values] bool disposed)
    {
        Broker there = Listen();
        _ = there.Spawn("echo", Echo);
        Broker here = CreateBroker(Remotely() with { Serializer = Failing(disposed) });
        ActorRef remote = here.Actor($"{there.LastEndpoint}/echo");
        await Eventually(() => remote.HasSpace, "connected");
        Routees routees = new(here, 2);
        List<ActorRef> actors = [.. routees.Actors];
        actors.Insert(0, remote);
        Router router = here.SpawnRouter("router", RoutingStrategy.Broadcast, actors);
        Assert.That(router.TryTell(new Note()));
        await Eventually(() => routees.Total == 2, "the others have it");
        Assert.That(here.DeadLetters.CountOf(DeadLetterReason.Unsendable), Is.EqualTo(1));
    }

    [Test]
    public async Task Tells_and_asks_throw_that_the_message_cannot_be_written([Values] bool disposed)
    {
        Broker there = Listen();
        _ = there.Spawn("echo", Echo);
        Broker here = CreateBroker(Remotely() with { Serializer = Failing(disposed) });
        ActorRef remote = here.Actor($"{there.LastEndpoint}/echo");
        Assert.That(() => remote.TryTell(new Note()), Throws.TypeOf<ActorSerializationException>());
        Assert.That(here.DeadLetters.Count, Is.Zero);
        Assert.That(async () => await remote.TellAsync(new Note(), Limit), Throws.TypeOf<ActorSerializationException>());
        Assert.That(async () => await remote.AskAsync<int>(new Note(), cancellationToken: Limit), Throws.TypeOf<ActorSerializationException>());
        Assert.That(here.DeadLetters.CountOf(DeadLetterReason.Unsendable), Is.EqualTo(2));
        using Frame answer = await remote.AskAsync<Frame>(Frame.FromText("still there"), cancellationToken: Limit);
        Assert.That(answer.ToString(), Is.EqualTo("still there"));
    }

    private static FailingSerializer Failing(bool disposed) =>
        new(() => disposed ? new ObjectDisposedException(nameof(FailingSerializer)) : new UnreadableException());

    private sealed record Note;
}
