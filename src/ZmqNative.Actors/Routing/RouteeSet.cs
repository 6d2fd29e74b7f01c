namespace ZmqNative.Actors;

/// <summary>The routees of a router at one moment; never changed, but replaced.</summary>
/// <remarks>Places on the ring depend on a routee's address alone, so that they stay where they are when others come or go.</remarks>
internal sealed class RouteeSet
{
    private readonly int _virtualNodes;
    private readonly ulong[] _places;
    private readonly int[] _owners;

    private RouteeSet(ActorRef[] actors, int virtualNodes)
    {
        Actors = actors;
        _virtualNodes = virtualNodes;
        _places = new ulong[actors.Length * virtualNodes];
        _owners = new int[_places.Length];
        for (int i = 0; i < _places.Length; i++)
        {
            int owner = i / virtualNodes;
            ulong name = ((RoutingKey)actors[owner].Address).Hash;
            _places[i] = RoutingKey.Mix(name + ((ulong)(i % virtualNodes) * 0x9e3779b97f4a7c15));
            _owners[i] = owner;
        }

        Array.Sort(_places, _owners);
    }

    public ActorRef[] Actors { get; }

    /// <summary>A set without routees, for a router that hashes if there are virtual nodes.</summary>
    public static RouteeSet Create(int virtualNodes) => new([], virtualNodes);

    /// <summary>Whose the first place at or after the key is.</summary>
    public int Owner(RoutingKey key)
    {
        int place = Array.BinarySearch(_places, key.Hash);
        place = place < 0 ? ~place : place;
        return _owners[place == _places.Length ? 0 : place];
    }

    /// <summary>The reference by which the actor is known here.</summary>
    public ActorRef? Find(ActorRef actor) => IndexOf(actor) is >= 0 and var index ? Actors[index] : null;

    public RouteeSet With(ActorRef actor) => new([.. Actors, actor], _virtualNodes);

    public RouteeSet Without(ActorRef actor)
    {
        int index = IndexOf(actor);
        return index < 0 ? this : new([.. Actors.AsSpan(0, index), .. Actors.AsSpan(index + 1)], _virtualNodes);
    }

    private int IndexOf(ActorRef actor) => Array.FindIndex(Actors, other => SameActor.Comparer.Equals(other, actor));
}
