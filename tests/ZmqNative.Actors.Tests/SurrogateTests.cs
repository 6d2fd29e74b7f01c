namespace ZmqNative.Actors.Tests;

/// <summary>Addresses and topics are never changed by encoding: two different ones could become equal.</summary>
public sealed class SurrogateTests : PatternsTest
{
    private const string Half = "half \ud83d of a pair";
    private const string Whole = "whole \ud83d\ude00 pair";

    [Test]
    public void Half_a_surrogate_pair_is_refused_in_addresses_of_actors()
    {
        Assert.That(() => ActorAddress.Check("name\ud83d", "address"), Throws.ArgumentException);
        Assert.That(() => ActorAddress.Check("name/key\ude00", "address"), Throws.ArgumentException);
        Assert.That(() => ActorAddress.Check($"name/{Whole}", "address"), Throws.Nothing);
    }

    [Test]
    public async Task Half_a_surrogate_pair_is_refused_in_topics_of_a_broker()
    {
        await using Broker broker = new();
        ActorRef actor = broker.Spawn("actor", static (_, _) => ValueTask.CompletedTask);

        Assert.That(() => broker.Topics.Subscribe(Half, actor), Throws.ArgumentException);
        Assert.That(() => broker.Topics.Publish(Half, "x"), Throws.ArgumentException);
        using Frame frame = Frame.FromText("x");
        Assert.That(() => broker.Topics.Publish(Half, frame), Throws.ArgumentException);
        Assert.That(frame.IsAlive, Is.True, "a refused frame still belongs to the caller");
    }
}
