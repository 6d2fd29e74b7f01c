using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>A reference to several actors, of this broker or of others: each message goes to one of them, or to all.</summary>
/// <remarks>
/// A message that is sent through this reference goes directly to its routee; one that is sent to the address of the router is forwarded once
/// more. A routee that stops is removed; a keyed one stays, since its next message makes it again. A routee in another process gets no messages
/// while there is no connection to it, and gets them again with the connection, unless it has stopped meanwhile. While there is no routee,
/// messages become dead letters and senders get an <see cref="ActorNotFoundException"/>. A router is stopped by
/// <see cref="Broker.StopAsync"/>, and may be watched; its routees are not stopped with it, except those that a pool has made
/// (<see cref="Broker.SpawnPool"/>).
/// </remarks>
public abstract class Router : ActorRef
{
    // Connections in the text of a time-out.
    private const int MaxDescribed = 3;

    // Held while a router is added to a router: two threads that add each to the other would both find no circle.
    private static readonly Lock s_circles = new();

    // Guards changes of the set and the suspended routees, against threads that change them at once; reading the set needs no lock.
    private readonly Lock _gate = new();

    // Routees in other processes to which there is no connection now.
    private readonly List<ActorRef> _suspended = [];
    private readonly Broker _broker;
    private readonly string _address;
    private ActorCell? _cell;
    private volatile RouteeSet _routees;
    private volatile bool _ended;

    private protected Router(Broker broker, string address, RouteeSet routees)
    {
        _broker = broker;
        _address = address;
        _routees = routees;
    }

    /// <inheritdoc/>
    public override string Address => _address;

    /// <summary>The current routees.</summary>
    public IReadOnlyList<ActorRef> Routees => Array.AsReadOnly(_routees.Actors);

    internal override Broker Owner => _broker;

    internal override int Load => _routees.Actors.Sum(static actor => actor.Load);

    private protected RouteeSet Set => _routees;

    internal override string DescribeConnections() => string.Concat(
        _routees.Actors.Select(static actor => actor.DescribeConnections()).Distinct(StringComparer.Ordinal).Take(MaxDescribed));

    // Those to which there is no connection now have no answer to be read.
    internal override IReadOnlyCollection<BrokerClient> FindClients() =>
        _routees.Actors.SelectMany(static actor => actor.FindClients()).ToHashSet();

    internal override Exception? FindSendFailure(object message)
    {
        foreach (ActorRef actor in _routees.Actors)
        {
            if (actor.FindSendFailure(message) is { } obstacle)
            {
                return obstacle;
            }
        }

        return null;
    }

    /// <summary>Adds a routee.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>False if the actor is a routee already, by this or an equal reference.</returns>
    /// <exception cref="ArgumentException">The actor is the router itself, or a router that leads to this one, directly or through others.</exception>
    /// <exception cref="ActorStoppedException">The router has stopped.</exception>
    public bool Add(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Equals(this))
        {
            throw new ArgumentException("A router cannot be its own routee.", nameof(actor));
        }

        if (actor is not Router router)
        {
            return AddRoutee(actor);
        }

        lock (s_circles)
        {
            return router.LeadsTo(this)
                ? throw new ArgumentException($"'{actor}' leads back to this router: a message would never arrive.", nameof(actor))
                : AddRoutee(router);
        }
    }

    private bool AddRoutee(ActorRef actor)
    {
        actor = _broker.ToAddressReference(actor);
        lock (_gate)
        {
            if (_ended)
            {
                throw new ActorStoppedException(_address);
            }

            if (_routees.Find(actor) is { } known)
            {
                if (!PublicationDelivery.HasSuccessor(known, actor))
                {
                    return false;
                }

                // The notification of its stop has not come yet, and must not remove its successor.
                _ = Remove(known);
            }

            _ = TakeSuspendedInsideLock(actor);
            AddInsideLock(actor);
            return true;
        }
    }

    /// <summary>Removes a routee. It still handles the messages in its mailbox.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>False if the actor is no routee.</returns>
    public bool Remove(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        lock (_gate)
        {
            if (_routees.Find(actor) is not { } known)
            {
                return TakeSuspendedInsideLock(actor);
            }

            _routees = _routees.Without(known);
            if (!_broker.IsKeyed(known))
            {
                new WatchCommand(known, Watch: false).SendTo(_cell!);
            }

            return true;
        }
    }

    /// <summary>Sets the cell that has the address of the router and watches the routees.</summary>
    internal void Attach(ActorCell cell) => _cell = cell;

    /// <summary>Removes a watched routee that has stopped, but not another one of the same address that was added since.</summary>
    internal void RemoveStopped(ActorRef actor)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_routees.Find(actor), actor))
            {
                _ = Remove(actor);
            }
            else if (IsSuspendedInsideLock(actor))
            {
                _ = TakeSuspendedInsideLock(actor);
            }
        }
    }

    /// <summary>Suspends a routee whose connection is lost: it gets no messages until there is one again.</summary>
    internal void Suspend(ActorRef actor)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_routees.Find(actor), actor))
            {
                _routees = _routees.Without(actor);
                _suspended.Add(actor);
            }
        }
    }

    /// <summary>Adds a suspended routee again, as there is a connection.</summary>
    internal void Resume(ActorRef actor)
    {
        lock (_gate)
        {
            // Not if it was removed, or added by another reference, meanwhile.
            if (IsSuspendedInsideLock(actor))
            {
                _ = TakeSuspendedInsideLock(actor);
                AddInsideLock(actor);
            }
        }
    }

    /// <summary>Ends the router, which has stopped.</summary>
    internal void End()
    {
        _broker.ForgetPool(this);
        lock (_gate)
        {
            _ended = true;
            _routees = RouteeSet.Create(0);
            _suspended.Clear();
        }
    }

    private void AddInsideLock(ActorRef actor)
    {
        _routees = _routees.With(actor);

        // Inside the lock, so that watching and unwatching reach the cell in the order of the changes.
        if (!_broker.IsKeyed(actor))
        {
            new WatchCommand(actor, Watch: true).SendTo(_cell!);
        }
    }

    private bool IsSuspendedInsideLock(ActorRef actor) => _suspended.Exists(other => ReferenceEquals(other, actor));

    private bool TakeSuspendedInsideLock(ActorRef actor) =>
        _suspended.RemoveAll(other => other.Equals(actor)) > 0;

    internal override void Watch(ActorCell watcher) => _cell!.WatchAs(watcher, this);

    internal override void Unwatch(ActorCell watcher) => _cell!.UnwatchAs(watcher, this);

    /// <summary>The result for a message without a routee.</summary>
    private protected PostResult NoRoutee => _ended ? PostResult.Stopped : PostResult.NotFound;

    /// <summary>Makes a dead letter of a message without a routee, and returns the exception for its sender.</summary>
    private protected Exception Refuse(object message)
    {
        bool stopped = _ended;
        _broker.DeadLetters.Add(message, _address, stopped ? DeadLetterReason.Stopped : DeadLetterReason.NotFound);
        return stopped
            ? new ActorStoppedException(_address)
            : new ActorNotFoundException($"Router '{_address}' has no routees: none was added, or all have stopped.", _address);
    }

    /// <summary>Removes a routee that was found stopped before the notification came. A routee that is a router without routees may get some.</summary>
    /// <returns>Whether another routee is to be tried.</returns>
    private protected bool RemoveIfStopped(ActorRef actor, PostResult result) =>
        (result == PostResult.Stopped || (result == PostResult.NotFound && actor is not Router))
        && !_broker.IsKeyed(actor) && RemoveFound(actor);

    // Not another one of the same address that was added since the message has found this one.
    private bool RemoveFound(ActorRef actor)
    {
        lock (_gate)
        {
            return ReferenceEquals(_routees.Find(actor), actor) && Remove(actor);
        }
    }

    // A message in a circle of routers would use up the stack, which ends the process.
    private bool LeadsTo(Router other) =>
        Array.Exists(_routees.Actors, actor => actor.Equals(other) || (actor is Router next && next.LeadsTo(other)));
}
