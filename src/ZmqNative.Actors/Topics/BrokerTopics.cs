namespace ZmqNative.Actors;

/// <summary>The topics of a broker: actors subscribe, any code publishes. Thread-safe.</summary>
/// <remarks>
/// <para>
/// A subscription is a prefix, as in libzmq: <c>prices/</c> gets <c>prices/EUR</c>, <c>prices</c> gets that and <c>prices2</c>,
/// the empty prefix gets all topics. An actor that is subscribed to several prefixes of a topic gets its messages once.
/// </para>
/// <para>
/// Publishing never waits. For a subscriber whose mailbox is full, the policy of that mailbox decides; where that is to wait or to fail, the
/// message is dropped for this subscriber and counted in <see cref="Dropped"/>. So is a message that cannot be sent to the process of a
/// subscriber. It is a dead letter then, and the other subscribers get it. A subscriber gets the messages of one publisher in their order.
/// </para>
/// </remarks>
public sealed partial class BrokerTopics : ISubscribers
{
    private const string WatcherAddress = "$topics";

    private readonly Broker _broker;
    private readonly PublicationDelivery _delivery;

    // Guards the table's changes, the lists that publishing makes after them, the subscriptions of each actor, the bridges and the making of the
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
        _delivery = new PublicationDelivery(broker, this);
    }

    /// <summary>The number of subscriptions; an actor with two prefixes counts twice.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Subscribes an actor to all topics with a prefix. It gets the messages as <see cref="TopicMessage"/>.</summary>
    /// <param name="prefix">The beginning of the topics, compared ordinally; empty for all.</param>
    /// <param name="actor">
    /// The actor. It is unsubscribed when it stops, and stays subscribed when it is restarted. A keyed actor stays subscribed when it is
    /// passivated, and a message makes it again. An actor of another process stays subscribed when the connection is lost; messages are dropped
    /// and counted until there is a connection again.
    /// </param>
    /// <returns>False if the actor is subscribed to this prefix already.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the prefix has half of a surrogate pair.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public bool Subscribe(string prefix, ActorRef actor) => Subscribe(prefix, actor, localOnly: false);

    /// <summary>Ends a subscription. Messages that are in the actor's mailbox already are still handled.</summary>
    /// <param name="prefix">The prefix, as it was subscribed to.</param>
    /// <param name="actor">The actor.</param>
    /// <returns>False if the actor was not subscribed to this prefix.</returns>
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

    /// <summary>Ends all subscriptions of an actor.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>False if the actor had none.</returns>
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

    void ISubscribers.RemoveStopped(ActorRef actor)
    {
        lock (_gate)
        {
            if (_subscribers.TryGetValue(actor, out TopicSubscriber? subscriber) && ReferenceEquals(subscriber.Actor, actor))
            {
                UnsubscribeInsideLock(subscriber);
            }
        }
    }

    void ISubscribers.WatchAgain(ActorRef actor)
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
        actor = _broker.ToAddressReference(actor);
        lock (_gate)
        {
            ActorCell watcher = _watcher ??=
                _broker.SpawnCell(WatcherAddress, () => new SubscriberWatcher(this), WatchingActor.Options, parent: null);
            if (_subscribers.TryGetValue(actor, out TopicSubscriber? subscriber) && PublicationDelivery.HasSuccessor(subscriber.Actor, actor))
            {
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
