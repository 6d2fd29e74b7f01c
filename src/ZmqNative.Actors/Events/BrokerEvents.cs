using System.Collections.Concurrent;

namespace ZmqNative.Actors;

/// <summary>The events of a broker: actors subscribe to types, any code publishes messages. Thread-safe.</summary>
/// <remarks>
/// <para>
/// A subscriber of a type gets the messages of that type, of types that derive from it, and, if it is an interface, of types that implement it. An
/// actor that is subscribed to several types of a message gets it once. It gets the message itself, not in another one.
/// </para>
/// <para>
/// Publishing never waits. For a subscriber whose mailbox is full, the policy of that mailbox decides; where that is to wait or to fail, the
/// message is dropped for this subscriber and counted in <see cref="Dropped"/>. So is a message that cannot be sent to the process of a
/// subscriber. It is a dead letter then, and the other subscribers get it. A subscriber gets the messages of one publisher in their order.
/// </para>
/// <para>
/// The subscribers are looked up once for each type of message after a change of the subscriptions; the types that were published since are
/// remembered, and never unloaded while the broker is alive.
/// </para>
/// </remarks>
public sealed class BrokerEvents : ISubscribers
{
    private const string WatcherAddress = "$events";

    private readonly Broker _broker;
    private readonly PublicationDelivery _delivery;

    // Guards the subscriptions, the making of the lists and of the watcher.
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, EventType> _types = [];
    private readonly Dictionary<ActorRef, EventSubscriber> _subscribers = [];

    // The subscribers by type of message. Changed inside the lock, so that no list from before a change stays.
    private readonly ConcurrentDictionary<Type, ActorRef[]> _lists = new();
    private ActorCell? _watcher;
    private int _subscriptions;
    private long _published;

    internal BrokerEvents(Broker broker)
    {
        _broker = broker;
        _delivery = new PublicationDelivery(broker, this);
    }

    /// <summary>The number of subscriptions; an actor with two types counts twice.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>The number of messages that were published.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>
    /// The number of messages that were dropped for a subscriber, because its mailbox was full and its policy is to wait or to fail, or because
    /// the message could not be sent to its process. Each is a dead letter, too.
    /// </summary>
    public long Dropped => _delivery.Dropped;

    /// <summary>Subscribes an actor to all messages of a type, of types that derive from it, and of types that implement it.</summary>
    /// <typeparam name="T">The type: a class, a value type, an interface, or <see cref="object"/> for all messages.</typeparam>
    /// <param name="actor">
    /// The actor. It is unsubscribed when it stops, and stays subscribed when it is restarted. A keyed actor stays subscribed when it is
    /// passivated, and a message makes it again. An actor of another process stays subscribed when the connection is lost; messages are dropped
    /// and counted until there is a connection again.
    /// </param>
    /// <returns>False if the actor is subscribed to this type already.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public bool Subscribe<T>(ActorRef actor)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor = _broker.ToAddressReference(actor);
        lock (_gate)
        {
            ActorCell watcher = _watcher ??=
                _broker.SpawnCell(WatcherAddress, () => new SubscriberWatcher(this), WatchingActor.Options, parent: null);
            if (_subscribers.TryGetValue(actor, out EventSubscriber? subscriber)
                && PublicationDelivery.HasSuccessor(subscriber.Actor, actor))
            {
                UnsubscribeInsideLock(subscriber);
                subscriber = null;
            }

            if (subscriber is null)
            {
                _subscribers.Add(actor, subscriber = new EventSubscriber(actor));
                if (!_broker.IsKeyed(actor))
                {
                    new WatchCommand(actor, Watch: true).SendTo(watcher);
                }
            }

            if (!subscriber.Types.Add(typeof(T)))
            {
                return false;
            }

            if (!_types.TryGetValue(typeof(T), out EventType? type))
            {
                _types.Add(typeof(T), type = new EventType(static message => message is T));
            }

            _ = type.Subscribers.Add(subscriber.Actor);
            _subscriptions++;
            _lists.Clear();
            return true;
        }
    }

    /// <summary>Ends a subscription. Messages that are in the actor's mailbox already are still handled.</summary>
    /// <typeparam name="T">The type to which the actor was subscribed.</typeparam>
    /// <param name="actor">The actor.</param>
    /// <returns>False if the actor was not subscribed to this type. A subscription to another type that also matches stays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public bool Unsubscribe<T>(ActorRef actor)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(actor, out EventSubscriber? subscriber) || !subscriber.Types.Remove(typeof(T)))
            {
                return false;
            }

            RemoveInsideLock(typeof(T), subscriber.Actor);
            if (subscriber.Types.Count == 0)
            {
                Forget(subscriber);
            }

            return true;
        }
    }

    /// <summary>Ends all subscriptions of an actor.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>False if the actor had none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public bool Unsubscribe(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(actor, out EventSubscriber? subscriber))
            {
                return false;
            }

            UnsubscribeInsideLock(subscriber);
            return true;
        }
    }

    /// <summary>Publishes a message to the subscribers of its type. Never waits.</summary>
    /// <param name="message">
    /// The message. A <see cref="Frame"/> or <see cref="MultipartMessage"/> is taken from the caller, and each subscriber gets a duplicate; other
    /// objects are shared and should not be changed after that.
    /// </param>
    /// <returns>The number of mailboxes that have accepted it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public int Publish(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        message = ActorRef.TakeFrames(message);
        _ = Interlocked.Increment(ref _published);
        if (!_lists.TryGetValue(message.GetType(), out ActorRef[]? actors))
        {
            actors = MakeList(message);
        }

        int accepted = 0;
        foreach (ActorRef actor in actors)
        {
            if (_delivery.TryDeliver(MessageSharing.Share(message), actor))
            {
                accepted++;
            }
        }

        if (message is Frame or MultipartMessage)
        {
            MessageSharing.Release(message);
        }

        return accepted;
    }

    void ISubscribers.RemoveStopped(ActorRef actor)
    {
        lock (_gate)
        {
            if (_subscribers.TryGetValue(actor, out EventSubscriber? subscriber) && ReferenceEquals(subscriber.Actor, actor))
            {
                UnsubscribeInsideLock(subscriber);
            }
        }
    }

    void ISubscribers.WatchAgain(ActorRef actor)
    {
        lock (_gate)
        {
            if (_subscribers.TryGetValue(actor, out EventSubscriber? subscriber) && ReferenceEquals(subscriber.Actor, actor))
            {
                new WatchCommand(actor, Watch: true).SendTo(_watcher!);
            }
        }
    }

    private ActorRef[] MakeList(object message)
    {
        lock (_gate)
        {
            HashSet<ActorRef> actors = [];
            foreach (EventType type in _types.Values)
            {
                if (type.Matches(message))
                {
                    actors.UnionWith(type.Subscribers);
                }
            }

            return _lists[message.GetType()] = [.. actors];
        }
    }

    private void UnsubscribeInsideLock(EventSubscriber subscriber)
    {
        foreach (Type type in subscriber.Types)
        {
            RemoveInsideLock(type, subscriber.Actor);
        }

        Forget(subscriber);
    }

    private void RemoveInsideLock(Type type, ActorRef actor)
    {
        HashSet<ActorRef> subscribers = _types[type].Subscribers;
        _ = subscribers.Remove(actor);
        if (subscribers.Count == 0)
        {
            _ = _types.Remove(type);
        }

        _subscriptions--;
        _lists.Clear();
    }

    // Inside the lock, so that watching and unwatching reach the watcher in the order of the changes.
    private void Forget(EventSubscriber subscriber)
    {
        _ = _subscribers.Remove(subscriber.Actor);
        if (!_broker.IsKeyed(subscriber.Actor))
        {
            new WatchCommand(subscriber.Actor, Watch: false).SendTo(_watcher!);
        }
    }
}
