using System.Collections.Concurrent;

namespace ZmqNative.Actors;

/// <summary>The subscribers of each prefix. Reading takes the lock only after a change; changes are made inside the lock.</summary>
/// <remarks>
/// A topic is looked up once for each length that a prefix has. There are few such lengths, and a lookup needs no text of its
/// own, whereas a tree would be walked character by character.
/// </remarks>
/// <param name="gate">The lock of the topics, which guards all changes.</param>
internal sealed class SubscriptionTable(Lock gate)
{
    private readonly ConcurrentDictionary<string, PrefixSubscribers> _prefixes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> _lengthUses = [];
    private volatile int[] _lengths = [];

    /// <summary>The lengths of the prefixes, shortest first.</summary>
    public int[] Lengths => _lengths;

    /// <summary>The subscribers of exactly this prefix. From any thread, outside the lock.</summary>
    public Subscription[] Find(ReadOnlySpan<char> prefix)
    {
        if (!_prefixes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(prefix, out PrefixSubscribers? subscribers))
        {
            return [];
        }

        if (subscribers.List is { } list)
        {
            return list;
        }

        lock (gate)
        {
            return subscribers.MakeList();
        }
    }

    /// <summary>Adds a subscription; false if there is one of this actor to this prefix. Inside the lock.</summary>
    public bool Add(string prefix, Subscription subscription)
    {
        if (_prefixes.TryGetValue(prefix, out PrefixSubscribers? subscribers))
        {
            return subscribers.Add(subscription);
        }

        subscribers = new PrefixSubscribers();
        _ = subscribers.Add(subscription);
        _prefixes[prefix] = subscribers;
        CountLength(prefix.Length, 1);
        return true;
    }

    /// <summary>Removes a subscription; false if there is none. Inside the lock.</summary>
    public bool Remove(string prefix, ActorRef actor)
    {
        if (!_prefixes.TryGetValue(prefix, out PrefixSubscribers? subscribers) || !subscribers.Remove(actor))
        {
            return false;
        }

        if (subscribers.Count == 0)
        {
            _ = _prefixes.TryRemove(prefix, out _);
            CountLength(prefix.Length, -1);
        }

        return true;
    }

    private void CountLength(int length, int change)
    {
        int before = _lengthUses.GetValueOrDefault(length);
        int uses = before + change;
        if (uses == 0)
        {
            _ = _lengthUses.Remove(length);
        }
        else
        {
            _lengthUses[length] = uses;
        }

        if (before == 0 || uses == 0)
        {
            _lengths = [.. _lengthUses.Keys];
        }
    }
}
