namespace ZmqNative.Actors.Tests;

/// <summary>References to one address of one broker, which are equal however they were created.</summary>
public sealed class EqualReferencesTests : RemoteTest
{
    [Test]
    public void References_to_the_same_address_of_the_same_broker_are_equal()
    {
        Broker broker = Listen();
        Broker other = Listen();
        ActorRef spawned = broker.Spawn("a", static (_, _) => default);
        ActorRef router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, spawned);
        (ActorRef, ActorRef)[] equal =
        [
            (spawned, broker.Actor("a")),
            (broker.Actor("a"), broker.Actor("a")),
            (router, broker.Actor("router")),
            (other.Actor($"{broker.LastEndpoint}/a"), other.Actor($"{broker.LastEndpoint}/a")),
        ];
        foreach ((ActorRef one, ActorRef two) in equal)
        {
            Assert.That(one, Is.EqualTo(two));
            Assert.That(two.GetHashCode(), Is.EqualTo(one.GetHashCode()));
            Assert.That(new HashSet<ActorRef> { one, two }, Has.Count.EqualTo(1));
            Assert.That(new ActorStopped(one), Is.EqualTo(new ActorStopped(two)));
        }

        (ActorRef?, ActorRef?)[] different =
        [
            (spawned, broker.Actor("b")),
            (spawned, other.Actor("a")),
            (spawned, other.Actor($"{broker.LastEndpoint}/a")),
            (spawned, null),
        ];
        foreach ((ActorRef? one, ActorRef? two) in different)
        {
            Assert.That(one, Is.Not.EqualTo(two));
        }
    }

    [Test]
    public async Task Three_references_to_one_actor_are_watched_once([Values] bool elsewhere)
    {
        Broker broker = Listen();
        Broker here = elsewhere ? CreateBroker(Remotely()) : broker;
        ActorRef watched = broker.Spawn("watched", static (_, _) => default);
        string address = elsewhere ? $"{broker.LastEndpoint}/watched" : "watched";
        ActorRef[] references = [elsewhere ? here.Actor(address) : watched, here.Actor(address), here.Actor(address)];
        StopCounter counter = new();
        ActorRef watcher = here.Spawn("watcher", () => counter);
        foreach (ActorRef reference in references)
        {
            await watcher.TellAsync(new Watching(reference, true), Limit);
        }

        _ = await watcher.AskAsync<int>("handled", cancellationToken: Limit);
        if (elsewhere)
        {
            await Eventually(() => broker.ActorCount == 2, "the watch there");
        }

        await broker.StopAsync(watched);
        await Eventually(() => counter.Count == 1, "told");

        // A second notification would have arrived before this answer.
        ActorRef next = here.Spawn("next", static (_, _) => default);
        await watcher.TellAsync(new Watching(next, true), Limit);
        _ = await watcher.AskAsync<int>("handled", cancellationToken: Limit);
        await here.StopAsync(next);
        await Eventually(() => counter.Count == 2, "told of the next");
        Assert.That(counter.Last, Is.EqualTo(next));
    }

    [Test]
    public async Task Unwatching_by_an_equal_reference_ends_the_watch([Values] bool elsewhere)
    {
        Broker broker = Listen();
        Broker here = elsewhere ? CreateBroker(Remotely()) : broker;
        ActorRef watched = broker.Spawn("watched", static (_, _) => default);
        string address = elsewhere ? $"{broker.LastEndpoint}/watched" : "watched";
        StopCounter counter = new();
        ActorRef watcher = here.Spawn("watcher", () => counter);
        await watcher.TellAsync(new Watching(elsewhere ? here.Actor(address) : watched, true), Limit);
        await watcher.TellAsync(new Watching(here.Actor(address), false), Limit);
        _ = await watcher.AskAsync<int>("handled", cancellationToken: Limit);
        await broker.StopAsync(watched);
        ActorRef next = here.Spawn("next", static (_, _) => default);
        await watcher.TellAsync(new Watching(next, true), Limit);
        await here.StopAsync(next);
        await Eventually(() => counter.Count == 1, "told of the next");
        Assert.That(counter.Last, Is.EqualTo(next));
    }

    [Test]
    public async Task A_successor_is_watched_as_its_predecessor_was()
    {
        Broker broker = CreateBroker();
        StopCounter counter = new();
        ActorRef watcher = broker.Spawn("watcher", () => counter);
        for (int i = 1; i <= 100; i++)
        {
            ActorRef watched = broker.Spawn("watched", static (_, _) => default);
            await watcher.TellAsync(new Watching(watched, true), Limit);
            _ = await watcher.AskAsync<int>("handled", cancellationToken: Limit);
            await broker.StopAsync(watched);
            if (i % 2 == 0)
            {
                // With and without a wait for the watcher's notification of the one before.
                await Eventually(() => counter.Count == i, "told of each");
            }
        }

        await Eventually(() => counter.Count == 100, "told of each");
    }

    [Test]
    public async Task Two_processes_that_watch_one_actor_are_both_notified_and_either_may_unwatch()
    {
        Broker broker = Listen();
        ActorRef watched = broker.Spawn("watched", static (_, _) => default);
        (StopCounter Counter, ActorRef Watcher)[] watchers = [.. Enumerable.Range(0, 3).Select(i =>
        {
            Broker there = CreateBroker(Remotely());
            StopCounter counter = new();
            return (counter, there.Spawn("watcher", () => counter));
        })];
        foreach ((StopCounter _, ActorRef watcher) in watchers)
        {
            ActorRef remote = watcher.Owner.Actor($"{broker.LastEndpoint}/watched");
            await watcher.TellAsync(new Watching(remote, true), Limit);
            _ = await watcher.AskAsync<int>("handled", cancellationToken: Limit);

            // Sent after the watch on the same connection.
            await Assert.ThrowsAsync<ActorNotFoundException>(
                () => watcher.Owner.Actor($"{broker.LastEndpoint}/unknown").AskAsync<string>("?", cancellationToken: Limit).AsTask());
        }

        await watchers[0].Watcher.Owner.DisposeAsync();
        await broker.StopAsync(watched);
        await Eventually(() => watchers[1].Counter.Count == 1 && watchers[2].Counter.Count == 1, "both are told");
    }

    private sealed record Watching(ActorRef Actor, bool Begins);

    private sealed class StopCounter : Actor
    {
        private int _count;
        private volatile ActorRef? _last;

        public int Count => Volatile.Read(ref _count);

        public ActorRef? Last => _last;

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            switch (message)
            {
                case Watching { Begins: true } watching:
                    context.Watch(watching.Actor);
                    break;
                case Watching watching:
                    context.Unwatch(watching.Actor);
                    break;
                case ActorStopped stopped:
                    _last = stopped.Actor;
                    _ = Interlocked.Increment(ref _count);
                    break;
                default:
                    context.Reply(Count);
                    break;
            }

            return default;
        }
    }
}
