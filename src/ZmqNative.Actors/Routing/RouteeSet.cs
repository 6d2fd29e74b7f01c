using System.Collections.Immutable;

namespace ZmqNative.Actors;

/// <summary>An immutable set of routees, which a router replaces when it changes.</summary>
/// <remarks>
/// The time of a change hardly grows with the number of routees: the list and the ring, which messages need, are made by the first message
/// after it. If each change made them, adding many routees would take the square of their number.
/// </remarks>
internal sealed class RouteeSet
{
    private readonly int _virtualNodes;

    // The numbers of routees in the order of their addition, and the routees by number.
    private readonly ImmutableDictionary<ActorRef, long> _numbers;
    private readonly ImmutableSortedDictionary<long, ActorRef> _byNumber;
    private readonly long _nextNumber;

    // Made when they are first needed, by one thread or by several at once.
    private ActorRef[]? _actors;
    private HashRing? _ring;

    private RouteeSet(
        int virtualNodes, ImmutableDictionary<ActorRef, long> numbers, ImmutableSortedDictionary<long, ActorRef> byNumber, long nextNumber)
    {
        _virtualNodes = virtualNodes;
        _numbers = numbers;
        _byNumber = byNumber;
        _nextNumber = nextNumber;
    }

    /// <summary>The routees, in the order in which they were added.</summary>
    public ActorRef[] Actors
    {
        get
        {
            ActorRef[]? actors = Volatile.Read(ref _actors);
            if (actors is null)
            {
                Volatile.Write(ref _actors, actors = [.. _byNumber.Values]);
            }

            return actors;
        }
    }

    /// <summary>Creates a set without routees; virtual nodes are given for a router that hashes.</summary>
    public static RouteeSet Create(int virtualNodes) => new(
        virtualNodes,
        ImmutableDictionary<ActorRef, long>.Empty,
        ImmutableSortedDictionary<long, ActorRef>.Empty,
        nextNumber: 0);

    /// <summary>Returns the index of the routee for a key. There must be a routee, and virtual nodes.</summary>
    public int Owner(RoutingKey key)
    {
        HashRing? ring = Volatile.Read(ref _ring);
        if (ring is null)
        {
            Volatile.Write(ref _ring, ring = new HashRing(Actors, _virtualNodes));
        }

        return ring.Owner(key);
    }

    /// <summary>Returns the reference by which the set has an actor; null if it has not.</summary>
    public ActorRef? Find(ActorRef actor) => _numbers.TryGetKey(actor, out ActorRef known) ? known : null;

    /// <summary>Returns the set with one more routee, which must not be in it.</summary>
    public RouteeSet With(ActorRef actor) =>
        new(_virtualNodes, _numbers.Add(actor, _nextNumber), _byNumber.Add(_nextNumber, actor), _nextNumber + 1);

    public RouteeSet Without(ActorRef actor) => _numbers.TryGetValue(actor, out long number)
        ? new(_virtualNodes, _numbers.Remove(actor), _byNumber.Remove(number), _nextNumber)
        : this;
}
