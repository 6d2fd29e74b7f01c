using System.Collections.Immutable;

namespace ZmqNative.Actors;

/// <summary>The routees of a router at one moment; never changed, but replaced.</summary>
/// <remarks>
/// A change takes a time that hardly grows with the number of routees: the list and the ring, which messages go by, are made by the first
/// message after it. Made by each change, they cost the square of the number when many routees are added.
/// </remarks>
internal sealed class RouteeSet
{
    private readonly int _virtualNodes;

    // Numbers in the order of arrival, and back.
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

    /// <summary>A set without routees, for a router that hashes if there are virtual nodes.</summary>
    public static RouteeSet Create(int virtualNodes) => new(
        virtualNodes,
        ImmutableDictionary<ActorRef, long>.Empty,
        ImmutableSortedDictionary<long, ActorRef>.Empty,
        nextNumber: 0);

    /// <summary>The index of the routee that the key belongs to; there is one at least, and virtual nodes.</summary>
    public int Owner(RoutingKey key)
    {
        HashRing? ring = Volatile.Read(ref _ring);
        if (ring is null)
        {
            Volatile.Write(ref _ring, ring = new HashRing(Actors, _virtualNodes));
        }

        return ring.Owner(key);
    }

    /// <summary>The reference by which the actor is known here.</summary>
    public ActorRef? Find(ActorRef actor) => _numbers.TryGetKey(actor, out ActorRef known) ? known : null;

    /// <summary>The set with one routee more, which is not in it.</summary>
    public RouteeSet With(ActorRef actor) =>
        new(_virtualNodes, _numbers.Add(actor, _nextNumber), _byNumber.Add(_nextNumber, actor), _nextNumber + 1);

    public RouteeSet Without(ActorRef actor) => _numbers.TryGetValue(actor, out long number)
        ? new(_virtualNodes, _numbers.Remove(actor), _byNumber.Remove(number), _nextNumber)
        : this;
}
