namespace ZmqNative.Actors;

/// <summary>The subscribers of one prefix. A change takes constant time; the list for publishing is made by the first publication after a change.</summary>
/// <remarks>
/// A publication visits all subscribers anyway, so that making the list does not change its order of time. If each change made the list, adding
/// many subscribers would take the square of their number.
/// </remarks>
internal sealed class PrefixSubscribers
{
    private readonly Dictionary<ActorRef, Subscription> _subscriptions = [];
    private Subscription[]? _list;

    /// <summary>The number of subscribers. Inside the lock of the topics.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>The last list; null if there was a change since it was made. Any thread.</summary>
    public Subscription[]? List => Volatile.Read(ref _list);

    /// <summary>Adds a subscriber; false if it is subscribed already. Inside the lock of the topics.</summary>
    public bool Add(Subscription subscription)
    {
        if (!_subscriptions.TryAdd(subscription.Actor, subscription))
        {
            return false;
        }

        Volatile.Write(ref _list, null);
        return true;
    }

    /// <summary>Removes a subscriber; false if it is not subscribed. Inside the lock of the topics.</summary>
    public bool Remove(ActorRef actor)
    {
        if (!_subscriptions.Remove(actor))
        {
            return false;
        }

        Volatile.Write(ref _list, null);
        return true;
    }

    /// <summary>Makes the list. Inside the lock of the topics.</summary>
    public Subscription[] MakeList()
    {
        Subscription[] list = _list ?? [.. _subscriptions.Values];
        Volatile.Write(ref _list, list);
        return list;
    }
}
