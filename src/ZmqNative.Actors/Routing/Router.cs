namespace ZmqNative.Actors;

/// <summary>One address for several actors, of this broker or of others: each message goes to one of them, or to all.</summary>
/// <remarks>
/// A message that is sent through this reference goes straight to its routee; one that is sent to the router's address takes one
/// hop more. A routee that stops leaves the router; keyed ones stay, since their next message brings them back. One in another process
/// gets no messages while there is no connection to it, and comes back with the connection, unless it has stopped meanwhile. While there is
/// no routee, messages become dead letters and senders get an <see cref="ActorNotFoundException"/>. A router is ended with
/// <see cref="Broker.StopAsync"/>, and may be watched; its routees live on.
/// </remarks>
public abstract class Router : ActorRef
{
    // Connections in the text of a time-out.
    private const int MostDescribed = 3;

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

    /// <summary>Among whom it chooses now.</summary>
    public IReadOnlyList<ActorRef> Routees => Array.AsReadOnly(_routees.Actors);

    internal override Broker Owner => _broker;

    internal override int Load => _routees.Actors.Sum(static actor => actor.Load);

    private protected RouteeSet Set => _routees;

    internal override string DescribeConnections() => string.Concat(
        _routees.Actors.Select(static actor => actor.DescribeConnections()).Distinct(StringComparer.Ordinal).Take(MostDescribed));

    internal override Exception? FindObstacle(object message)
    {
        foreach (ActorRef actor in _routees.Actors)
        {
            if (actor.FindObstacle(message) is { } obstacle)
            {
                return obstacle;
            }
        }

        return null;
    }

    /// <summary>Lets an actor share in the messages from now on.</summary>
    /// <param name="actor">Who.</param>
    /// <returns>False if it is a routee already, by whatever reference.</returns>
    /// <exception cref="ArgumentException">It is the router itself.</exception>
    /// <exception cref="ActorStoppedException">The router has stopped.</exception>
    public bool Add(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Equals(this))
        {
            throw new ArgumentException("A router cannot be its own routee.", nameof(actor));
        }

        actor = _broker.Lasting(actor);
        lock (_gate)
        {
            if (_ended)
            {
                throw new ActorStoppedException(_address);
            }

            if (_routees.Find(actor) is not null)
            {
                return false;
            }

            _ = TakeSuspendedInsideLock(actor);
            AddInsideLock(actor);
            return true;
        }
    }

    /// <summary>Sends an actor no more messages. What it has in its mailbox it still handles.</summary>
    /// <param name="actor">Who.</param>
    /// <returns>False if it is no routee.</returns>
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

    /// <summary>The cell that stands at the router's address and watches the routees.</summary>
    internal void Attach(ActorCell cell) => _cell = cell;

    /// <summary>A watched routee has stopped; another one at its address, added since, is not meant.</summary>
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

    /// <summary>The connection to a routee is lost: it gets no messages until there is one again.</summary>
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

    /// <summary>There is a connection again.</summary>
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

    /// <summary>The router has stopped.</summary>
    internal void End()
    {
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

    /// <summary>What becomes of a message for which there is no routee.</summary>
    private protected PostResult Nobody => _ended ? PostResult.Stopped : PostResult.NotFound;

    /// <summary>Makes a dead letter of a message for which there is no routee, and the exception for its sender.</summary>
    private protected Exception Refuse(object message)
    {
        bool stopped = _ended;
        _broker.DeadLetters.Add(message, _address, stopped ? DeadLetterReason.Stopped : DeadLetterReason.NotFound);
        return stopped
            ? new ActorStoppedException(_address)
            : new ActorNotFoundException(_address, $"Router '{_address}' has no routees: none was added, or all have stopped.");
    }

    /// <summary>Leaves out a routee that was found stopped, before the news of it has come. A router without routees may get some.</summary>
    /// <returns>Whether another is to be tried.</returns>
    private protected bool Lose(ActorRef actor, PostResult result) =>
        (result == PostResult.Stopped || (result == PostResult.NotFound && actor is not Router))
        && !_broker.IsKeyed(actor) && Remove(actor);
}
