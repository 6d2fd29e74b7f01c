namespace ZmqNative.Actors.Tests;

/// <summary>The number of steps of changes to a router.</summary>
public sealed class RouteeCostTests : BrokerTest
{
    [Test]
    public async Task Adding_and_removing_routees_take_the_same_number_of_steps_however_many_there_are([Values] RoutingStrategy strategy)
    {
        // Each read of an address is counted: a search through all routees would read thousands.
        const int Count = 2_000;
        const int Steps = 20;
        Broker broker = CreateBroker();
        int looks = 0;
        CountedRef[] actors = [.. Enumerable.Range(0, Count).Select(i => new CountedRef(broker, $"n/{i}", () => _ = Interlocked.Increment(ref looks)))];
        Router router = broker.SpawnRouter("router", strategy, actors);
        Assert.That(looks, Is.LessThan(Count * Steps));
        Assert.That(router.Routees, Is.EqualTo(actors), "in their order");
        Assert.That(router.Add(actors[7]), Is.False);
        await router.TellAsync("x", Limit);
        looks = 0;
        foreach (CountedRef actor in actors)
        {
            Assert.That(router.Remove(actor), Is.True);
        }

        Assert.That(looks, Is.LessThan(Count * Steps));
        Assert.That(router.Routees, Is.Empty);
        Assert.That(async () => await router.TellAsync("x", Limit), Throws.TypeOf<ActorNotFoundException>());
    }
}
