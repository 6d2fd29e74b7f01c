namespace ZmqNative.Actors;

/// <summary>The topics within a broker: actors subscribe, anybody publishes. Any thread, at the same time.</summary>
/// <remarks>
/// <para>
/// A subscription is a prefix, as in libzmq: <c>prices/</c> gets <c>prices/EUR</c>, <c>prices</c> gets that and <c>prices2</c>,
/// the empty one gets all. Who subscribed to several prefixes of a topic gets its messages once.
/// </para>
/// <para>
/// Publishing never waits. A subscriber whose mailbox is full loses the message by the policy of that mailbox; where the policy
/// is to wait or to fail, the message is dropped for that subscriber and counted in <see cref="Dropped"/>; so it is if it cannot be sent
/// to a subscriber in another process. Either way it is a dead letter, and the others get it. Messages of one publisher reach a subscriber in their order.
/// </para>
/// </remarks>
public sealed partial class BrokerTopics
{
    private readonly Broker _broker;

    // Guards the table's changes, the lists that publishing makes after them, who subscribed to what, the bridges and the making of the
    // watcher.
    private readonly Lock _gate = new();
    private readonly SubscriptionTable _table;
    private readonly Dictionary<ActorRef, TopicSubscriber> _subscribers = [];
    private ActorCell? _watcher;
    private int _subscriptions;

    internal BrokerTopics(Broker broker)
    {
        _broker = broker;
        _table = new SubscriptionTable(_gate);
    }

    /// <summary>How many subscriptions there are; an actor with two prefixes counts twice.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Lets an actor get what is published under topics with a prefix, as <see cref="TopicMessage"/>s.</summary>
    /// <param name="prefix">The beginning of the topics, compared ordinally; empty for all.</param>
    /// <param name="actor">
    /// Who. It is unsubscribed when it stops, and stays subscribed when it is restarted. A keyed actor by its
    /// <see cref="Broker.Actor"/> or <see cref="ActorContext.Self"/> stays subscribed when it is passivated: messages wake it. One in another
    /// process stays subscribed when the connection breaks: what is published until it is there again is dropped and counted.
    /// </param>
    /// <returns>False if it is subscribed to this prefix already.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the prefix has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public bool Subscribe(string prefix, ActorRef actor) => Subscribe(prefix, actor, localOnly: false);

    /// <summary>Takes a subscription back. What is in the actor's mailbox already it still gets.</summary>
    /// <param name="prefix">The prefix, as it was subscribed to.</param>
    /// <param name="actor">Who.</param>
    /// <returns>False if it was not subscribed to this prefix.</returns>
    public bool Unsubscribe(string prefix, ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (!_table.Remove(prefix, actor))
            {
                return false;
            }

            _subscriptions--;
            TopicSubscriber subscriber = _subscribers[actor];
            _ = subscriber.Prefixes.Remove(prefix);
            if (subscriber.Prefixes.Count == 0)
            {
                Forget(subscriber);
            }

            return true;
        }
    }

    /// <summary>Takes all subscriptions of an actor back.</summary>
    /// <param name="actor">Who.</param>
    /// <returns>False if it had none.</returns>
    public bool Unsubscribe(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(actor, out TopicSubscriber? subscriber))
            {
                return false;
            }

            UnsubscribeInsideLock(subscriber);
            return true;
        }
    }

    /// <summary>A watched subscriber has stopped; another one at its address, subscribed since, is not meant.</summary>
    internal void RemoveStopped(ActorRef actor)
    {
        lock (_gate)
        {
            if (_subscribers.TryGetValue(actor, out TopicSubscriber? subscriber) && ReferenceEquals(subscriber.Actor, actor))
            {
                UnsubscribeInsideLock(subscriber);
            }
        }
    }

    /// <summary>A subscriber in another process can be watched again, if it is still subscribed.</summary>
    internal void WatchAgain(ActorRef actor)
    {
        lock (_gate)
        {
            if (_subscribers.TryGetValue(actor, out TopicSubscriber? subscriber) && ReferenceEquals(subscriber.Actor, actor))
            {
                new WatchCommand(actor, Watch: true).SendTo(_watcher!);
            }
        }
    }

    internal bool Subscribe(string prefix, ActorRef actor, bool localOnly)
    {
        CheckTopic(prefix, nameof(prefix));
        ArgumentNullException.ThrowIfNull(actor);
        actor = _broker.Lasting(actor);
        lock (_gate)
        {
            ActorCell watcher = _watcher ??=
                _broker.SpawnCell(TopicsActor.Address, () => new TopicsActor(this), WatchingActor.Options, parent: null);
            if (_subscribers.TryGetValue(actor, out TopicSubscriber? subscriber) && HasSuccessor(subscriber.Actor, actor))
            {
                // The news of its stop has not come yet.
                UnsubscribeInsideLock(subscriber);
                subscriber = null;
            }

            if (!_table.Add(prefix, new Subscription(subscriber?.Actor ?? actor, localOnly)))
            {
                return false;
            }

            _subscriptions++;
            if (subscriber is null)
            {
                _subscribers.Add(actor, subscriber = new TopicSubscriber(actor));
                if (!_broker.IsKeyed(actor))
                {
                    new WatchCommand(actor, Watch: true).SendTo(watcher);
                }
            }

            _ = subscriber.Prefixes.Add(prefix);
            return true;
        }
    }

    // An actor that is known by its own reference, and does not live at its address any more.
    private static bool HasSuccessor(ActorRef known, ActorRef actor) =>
        known is ActorCell cell && !ReferenceEquals(known, actor) && cell.Owner.Find(cell.Address) != cell;

    private void UnsubscribeInsideLock(TopicSubscriber subscriber)
    {
        foreach (string prefix in subscriber.Prefixes)
        {
            _ = _table.Remove(prefix, subscriber.Actor);
        }

        _subscriptions -= subscriber.Prefixes.Count;
        Forget(subscriber);
    }

    // Inside the lock, so that watching and unwatching reach the watcher in the order of the changes.
    private void Forget(TopicSubscriber subscriber)
    {
        _ = _subscribers.Remove(subscriber.Actor);
        if (!_broker.IsKeyed(subscriber.Actor))
        {
            new WatchCommand(subscriber.Actor, Watch: false).SendTo(_watcher!);
        }
    }
}
