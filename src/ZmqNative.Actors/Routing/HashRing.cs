namespace ZmqNative.Actors;

/// <summary>The hash ring of a router: the places of its routees. Immutable.</summary>
/// <remarks>Places depend only on the address of a routee, so that they do not change when other routees are added or removed.</remarks>
internal sealed class HashRing
{
    private readonly ulong[] _places;
    private readonly int[] _owners;

    public HashRing(ActorRef[] actors, int virtualNodes)
    {
        _places = new ulong[actors.Length * virtualNodes];
        _owners = new int[_places.Length];
        for (int owner = 0; owner < actors.Length; owner++)
        {
            ulong name = ((RoutingKey)actors[owner].Address).Hash;
            for (int node = 0; node < virtualNodes; node++)
            {
                int place = (owner * virtualNodes) + node;
                _places[place] = RoutingKey.Mix(name + ((ulong)node * 0x9e3779b97f4a7c15));
                _owners[place] = owner;
            }
        }

        Array.Sort(_places, _owners);
    }

    /// <summary>Returns the index of the routee that has the first place at or after the key.</summary>
    public int Owner(RoutingKey key)
    {
        int place = Array.BinarySearch(_places, key.Hash);
        place = place < 0 ? ~place : place;
        return _owners[place == _places.Length ? 0 : place];
    }
}
