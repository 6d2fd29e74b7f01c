using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests;

/// <summary>A broker with actors of all kinds, which fail and stop continuously.</summary>
internal sealed class StormBroker
{
    private const int Keys = 400;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly FullMailboxPolicy[] Policies = Enum.GetValues<FullMailboxPolicy>();

    private readonly StormLedger _ledger;
    private readonly ConcurrentDictionary<string, StrongBox<int>> _inside = new(StringComparer.Ordinal);
    private readonly int _spawned;
    private readonly Router[] _routers;

    public StormBroker(Broker broker, StormLedger ledger, int actors)
    {
        Broker = broker;
        _ledger = ledger;
        _spawned = actors - Keys;
        broker.Register(
            "key/{id}",
            id => Make($"key/{id}", null),
            new KeyedOptions { PassivateAfter = TimeSpan.FromMilliseconds(40), Actor = OptionsOf(0) });
        for (int i = 0; i < _spawned; i++)
        {
            Spawn(i);
        }

        ActorRef[] routees = [.. Enumerable.Range(0, 8).Select(i => broker.Actor(Name(i)))];
        _routers =
        [
            broker.SpawnRouter("router/round", RoutingStrategy.RoundRobin, routees),
            broker.SpawnRouter("router/least", RoutingStrategy.LeastLoaded, routees),
            broker.SpawnRouter("router/hash", RoutingStrategy.ConsistentHash, routees),
            broker.SpawnRouter("router/keyed", RoutingStrategy.RoundRobin, broker.Actor("key/1"), broker.Actor("key/2")),
        ];
    }

    public Broker Broker { get; }

    /// <summary>Returns a random receiver: often one of a few, so that mailboxes fill up.</summary>
    public ActorRef Pick(Random random) => random.Next(10) == 0 ? _routers[random.Next(_routers.Length)] : Broker.Actor(PickAddress(random));

    /// <summary>Returns the address of an actor that exists or may be created.</summary>
    public string PickAddress(Random random) => random.Next(18) switch
    {
        < 6 => Name(random.Next(16)),
        < 10 => Name(random.Next(_spawned)),
        < 13 => $"key/{random.Next(8)}",
        < 16 => $"key/{random.Next(Keys)}",
        16 => $"{Name(random.Next(16) * 4)}/child",
        _ => "unknown",
    };

    /// <summary>Stops a random actor, or spawns a stopped one again.</summary>
    public void Disturb(Random random, ConcurrentBag<Task> stops)
    {
        int who = random.Next(3) == 0 ? random.Next(_spawned) : random.Next(16);
        switch (random.Next(8))
        {
            case 0:
                stops.Add(Broker.StopAsync(Broker.Actor(Name(who)), drain: random.Next(2) == 0, Longest).AsTask());
                break;
            case 1:
                stops.Add(Broker.StopAsync(Broker.Actor($"key/{random.Next(8)}"), drain: random.Next(2) == 0, Longest).AsTask());
                break;
            case 2:
                _ = _routers[random.Next(3)].Add(Broker.Actor(Name(who)));
                break;
            case 3:
                _ = _routers[random.Next(3)].Remove(Broker.Actor(Name(random.Next(16))));
                break;
            default:
                if (!Broker.TryGetActor(Name(who), out _))
                {
                    Spawn(who);
                }

                break;
        }
    }

    private static string Name(int number) => $"actor/{number}";

    private static ActorOptions OptionsOf(int number) => new()
    {
        MailboxCapacity = 2 << (number % 5),
        FullMailbox = Policies[number % Policies.Length],
        Supervision = StormException.Supervision(number % 3 == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1)),
    };

    private void Spawn(int number)
    {
        string address = Name(number);
        Func<Actor>? child = number % 4 == 0 ? () => Make($"{address}/child", null) : null;
        try
        {
            _ = Broker.Spawn(address, () => Make(address, child), OptionsOf(number));
        }
        catch (ArgumentException)
        {
            // Another thread has spawned it.
        }
    }

    private StormActor Make(string address, Func<Actor>? child) =>
        new(_ledger, _inside.GetOrAdd(address, static _ => new StrongBox<int>()), child);
}
