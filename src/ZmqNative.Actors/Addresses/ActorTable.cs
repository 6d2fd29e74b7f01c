using System.Collections;
using System.Numerics;

namespace ZmqNative.Actors;

/// <summary>The actors of a broker by address. Thread-safe; look-ups take no lock.</summary>
/// <remarks>
/// A general dictionary needs a node of 48 bytes for each actor, which every garbage collection visits, and lists actors in the order
/// of their hashes. Ending a million actors in that order reads memory at random, and so does each collection meanwhile. This table lists
/// them about in the order in which they were made, which is their order in memory. Figures: docs/performance-journal.md.
/// </remarks>
internal sealed class ActorTable : IEnumerable<ActorCell>
{
    // With this limit threads that make actors at the same time seldom use the same shard, and an empty table stays small.
    private const int MaxShards = 64;

    // Hashes are spread evenly, so that the actors of the same block in all shards were added at about the same time.
    private const int BlockSize = 64;

    private readonly ActorTableShard[] _shards;
    private readonly int _shift;

    public ActorTable()
    {
        int count = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount * 2, MaxShards));
        _shards = new ActorTableShard[count];
        for (int i = 0; i < count; i++)
        {
            _shards[i] = new ActorTableShard();
        }

        // The highest bits of a hash choose the shard, the lowest ones the slot in it.
        _shift = 32 - BitOperations.Log2((uint)count);
    }

    /// <summary>The number of actors.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ActorTableShard shard in _shards)
            {
                count += shard.Count;
            }

            return count;
        }
    }

    /// <summary>The number of actors for which there is memory.</summary>
    public int Capacity => _shards.Sum(static shard => shard.Current.Capacity);

    public ActorCell? Find(string address)
    {
        int hash = HashOf(address);
        return ShardOf(hash).Current.Find(hash, address);
    }

    /// <summary>Adds an actor; false if its address is taken.</summary>
    public bool TryAdd(ActorCell cell)
    {
        int hash = HashOf(cell.Address);
        return ShardOf(hash).TryAdd(hash, cell);
    }

    /// <summary>Replaces an actor by another one with the same address; false if the first is not in the table anymore.</summary>
    public bool TryReplace(ActorCell current, ActorCell successor)
    {
        int hash = HashOf(current.Address);
        return ShardOf(hash).TryReplace(hash, current, successor);
    }

    /// <summary>Removes an actor, unless it has been replaced.</summary>
    public void Remove(ActorCell cell)
    {
        int hash = HashOf(cell.Address);
        ShardOf(hash).Remove(hash, cell);
    }

    /// <summary>Lists the actors, about in the order in which they were added.</summary>
    /// <remarks>Actors that are in the table throughout are listed once; those that are added or removed meanwhile may be listed or not.</remarks>
    public IEnumerator<ActorCell> GetEnumerator()
    {
        ActorTableGeneration[] generations = Array.ConvertAll(_shards, static shard => shard.Current);
        int longest = generations.Max(static generation => generation.Capacity);
        for (int start = 0; start < longest; start += BlockSize)
        {
            foreach (ActorTableGeneration generation in generations)
            {
                int end = Math.Min(start + BlockSize, generation.Capacity);
                for (int place = start; place < end; place++)
                {
                    if (generation.CellAt(place) is { } cell)
                    {
                        yield return cell;
                    }
                }
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The runtime's hash is randomized per process, since peers may choose addresses.
    private static int HashOf(string address) => address.GetHashCode(StringComparison.Ordinal);

    private ActorTableShard ShardOf(int hash) => _shards[(int)((uint)hash >> _shift)];
}
