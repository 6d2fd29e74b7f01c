using System.Collections.Concurrent;

namespace ZmqNative.Actors;

/// <summary>Who subscribed to which prefix. Reading takes no lock; those who change it keep each other out.</summary>
/// <remarks>
/// A topic is looked up once for each length that a prefix has. There are few such lengths, and a lookup needs no text of its
/// own, whereas a tree would be walked character by character.
/// </remarks>
internal sealed class SubscriptionTable
{
    private readonly ConcurrentDictionary<string, Subscription[]> _prefixes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> _lengthUses = [];
    private volatile int[] _lengths = [];

    public ConcurrentDictionary<string, Subscription[]>.AlternateLookup<ReadOnlySpan<char>> Prefixes =>
        _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The lengths that prefixes have, shortest first.</summary>
    public int[] Lengths => _lengths;

    public bool Add(string prefix, Subscription subscription)
    {
        if (!_prefixes.TryGetValue(prefix, out Subscription[]? before))
        {
            _prefixes[prefix] = [subscription];
            CountLength(prefix.Length, 1);
            return true;
        }

        if (IndexOf(before, subscription.Actor) >= 0)
        {
            return false;
        }

        _prefixes[prefix] = [.. before, subscription];
        return true;
    }

    public bool Remove(string prefix, ActorRef actor)
    {
        if (!_prefixes.TryGetValue(prefix, out Subscription[]? before) || IndexOf(before, actor) is not (>= 0 and var index))
        {
            return false;
        }

        if (before.Length == 1)
        {
            _ = _prefixes.TryRemove(prefix, out _);
            CountLength(prefix.Length, -1);
        }
        else
        {
            _prefixes[prefix] = [.. before.AsSpan(0, index), .. before.AsSpan(index + 1)];
        }

        return true;
    }

    private static int IndexOf(Subscription[] subscriptions, ActorRef actor) =>
        Array.FindIndex(subscriptions, other => SameActor.Comparer.Equals(other.Actor, actor));

    private void CountLength(int length, int change)
    {
        int uses = _lengthUses.GetValueOrDefault(length) + change;
        if (uses == 0)
        {
            _ = _lengthUses.Remove(length);
        }
        else
        {
            _lengthUses[length] = uses;
        }

        _lengths = [.. _lengthUses.Keys];
    }
}
