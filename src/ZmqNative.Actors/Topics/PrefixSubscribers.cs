namespace ZmqNative.Actors;

/// <summary>The subscribers of one prefix. Changing it takes a constant time; the list for publishing is made by the first publication after a change.</summary>
/// <remarks>
/// A publication visits all subscribers anyway, so that making the list does not change the order of what it costs; a list that was made
/// by each change cost the square of the number of subscribers.
/// </remarks>
internal sealed class PrefixSubscribers
{
    private readonly Dictionary<ActorRef, Subscription> _subscriptions = [];
    private Subscription[]? _list;

    /// <summary>How many there are. Inside the lock of the topics.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>The list that was made last; null if there was a change since. From any thread.</summary>
    public Subscription[]? List => Volatile.Read(ref _list);

    /// <summary>Adds one; false if the actor is subscribed already. Inside the lock of the topics.</summary>
    public bool Add(Subscription subscription)
    {
        if (!_subscriptions.TryAdd(subscription.Actor, subscription))
        {
            return false;
        }

        Volatile.Write(ref _list, null);
        return true;
    }

    /// <summary>Removes one; false if the actor is not subscribed. Inside the lock of the topics.</summary>
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
