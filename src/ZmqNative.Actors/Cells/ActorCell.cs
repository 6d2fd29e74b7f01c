using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>An actor: its mailbox, and the turns in which the thread pool runs it.</summary>
/// <remarks>
/// <para>
/// It is the reference, the work item and the mailbox in one object, since a million of them may be idle. Everything else that an
/// actor can need has a class of its own (<see cref="ActorParts"/>), which is made when it is first used and reached through the
/// system messages (<see cref="HandleAsync(SystemMessage)"/>) or from the <see cref="ActorContext"/>.
/// </para>
/// <para>
/// The thread that sets <see cref="_scheduled"/> from 0 to 1 queues a turn; it stays 1 while the turn runs, waits for more of the
/// thread pool, or is parked on an await. So there is one turn at a time, and what only turns use needs no lock.
/// </para>
/// </remarks>
internal sealed partial class ActorCell : ActorRef, IThreadPoolWorkItem
{
    private readonly string _address;
    private readonly Broker _broker;
    private readonly ActorOptions _options;
    private readonly ActorContext _context;

    private Actor? _receiver;
    private ActorParts? _parts;
    private Mailbox _mailbox;

    // Newest first; producers push, the turn takes all at once.
    private SystemMessage? _systemMessages;
    private int _scheduled;
    private ActorStatus _status;
    private volatile bool _stopRequested;

    private uint _turns;

    // Whether the turn began during the broker's end, and so is tracked as a whole.
    private bool _isTurnTracked;

    // The place that it takes among the actors that a peer may have activated; null if it takes none.
    private PeerQuota? _place;

    // How many of the next messages are tracked across their awaits: see CallerContext.
    private byte _tracked = CallerContext.FirstTracked;

    public ActorCell(Broker broker, string address, Func<Actor> factory, ActorOptions options, ActorCell? parent)
    {
        _broker = broker;
        _address = address;
        _options = options;
        _context = new ActorContext(this);
        Factory = factory;
        Parent = parent;
        broker.LongHandlingWatch.Admit(options);
        if (options.Priorities is { } priorities)
        {
            _mailbox.UseLevels(new PriorityLevels(priorities.Levels, LevelOf));
        }
    }

    public override string Address => _address;

    internal override Broker Owner => _broker;

    public ActorOptions Options => _options;

    public ActorContext Context => _context;

    /// <summary>The function that makes the instance, and each instance that replaces a failed one.</summary>
    public Func<Actor> Factory { get; private set; }

    public ActorCell? Parent { get; }

    /// <summary>The registration that activated it; null for spawned actors.</summary>
    public KeyedRegistration? Registration { get; init; }

    /// <summary>The object that handles messages: the instance or, after Become, a behaviour. Middleware, and the guard of an actor of a cluster, are in front of it.</summary>
    public Actor? Receiver
    {
        get
        {
            Actor? receiver = _receiver is GuardedActor guarded ? guarded.Receiver : _receiver;
            return receiver is MiddlewareActor middleware ? middleware.Receiver : receiver;
        }

        set
        {
            Actor? receiver = value is not (null or WatchingActor) && _broker.Pipelines.Find(_options) is { } middleware
                ? new MiddlewareActor(middleware, value)
                : value;
            _receiver = receiver is not null && Registration?.Hold is { } hold ? new GuardedActor(hold, receiver, this) : receiver;
        }
    }

    /// <summary>The state of the actor; only its own turns change it.</summary>
    public ActorStatus Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>Whether its predecessor at this address has not stopped yet: until then it neither starts nor stops.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>The last byte of the number of the sweep before the actor's last turn; see <see cref="Passivation"/>.</summary>
    public byte ActiveSweep { get; set; }

    /// <summary>Whether no turn runs or is due.</summary>
    public bool IsIdle => Volatile.Read(ref _scheduled) == 0;

    /// <summary>The number of turns that have begun, or have found more to do at their end.</summary>
    public uint Turns => Volatile.Read(ref _turns);

    /// <summary>Whether no turn runs or is due, and none is about to go on. From any thread.</summary>
    /// <remarks>
    /// A turn clears its flag before it looks for messages the last time. A message whose sender saw the flag set lies in the mailbox then, and there is
    /// no turn but the one that is about to look.
    /// </remarks>
    public bool IsAtRest => IsIdle && !HasWork(_mailbox.Cursor);

    /// <summary>Whether the actor has nothing to do, and no handling is pending.</summary>
    public bool IsQuiet => _status is ActorStatus.Running or ActorStatus.Stopped && IsAtRest;

    /// <summary>Whether the actor is in a turn, or in a handling, whose code may not be known as its own behind an await.</summary>
    public bool IsInUntrackedTurn =>
        !IsIdle && !Volatile.Read(ref _isTurnTracked) && _parts?.Pending is not { IsParked: true, IsTracked: true };

    /// <summary>Whether the actor was requested to stop without handling the messages in its mailbox.</summary>
    public bool IsStopRequested
    {
        get => _stopRequested;
        set => _stopRequested = value;
    }

    /// <summary>The parts that exist; null if the actor has needed none so far.</summary>
    public ActorParts? Parts => _parts;

    /// <summary>The approximate number of messages in the mailbox.</summary>
    public int MailboxCount => _mailbox.Count;

    // The current message counts, too, or a busy actor with an empty mailbox would look idle.
    internal override int Load => _mailbox.Count + Volatile.Read(ref _scheduled);

    internal override bool HasSpace =>
        _options.FullMailbox is FullMailboxPolicy.DropOldest or FullMailboxPolicy.DropNewest
        || (!_mailbox.HasWaiters && _mailbox.Count < _options.Bound);

    /// <summary>The parts, made if there are none yet. From any thread.</summary>
    public ActorParts EnsureParts()
    {
        if (_parts is { } parts)
        {
            return parts;
        }

        parts = new ActorParts(this);
        return Interlocked.CompareExchange(ref _parts, parts, null) ?? parts;
    }

    /// <summary>Stores the place that a peer has taken to activate the actor. It is freed once, when the actor stops or has stopped already.</summary>
    public void TakePlace(PeerQuota? place)
    {
        if (place is null)
        {
            return;
        }

        Volatile.Write(ref _place, place);

        // Either this thread sees that the actor has stopped, or the stop sees the place.
        Interlocked.MemoryBarrier();
        if (_status == ActorStatus.Stopped)
        {
            GiveUpPlace()?.Leave();
        }
    }

    /// <summary>Takes the place away from the actor; null if it has none.</summary>
    public PeerQuota? GiveUpPlace() => Volatile.Read(ref _place) is null ? null : Interlocked.Exchange(ref _place, null);

    internal override void Watch(ActorCell watcher) => WatchAs(watcher, this);

    internal override void Unwatch(ActorCell watcher) => UnwatchAs(watcher, this);

    /// <summary>Notifies the watcher when this actor stops, by the reference that it watches.</summary>
    public void WatchAs(ActorCell watcher, ActorRef named) =>
        Send(new SystemMessage(SystemMessageKind.Watch) { Actor = watcher, As = named });

    public void UnwatchAs(ActorCell watcher, ActorRef named) =>
        Send(new SystemMessage(SystemMessageKind.Unwatch) { Actor = watcher, As = named });

    // The sender can do nothing about a function that throws, and the message must not be lost.
    [SuppressMessage("Design", "CA1031", Justification = "The function is the user's; its failure is logged and counted.")]
    private int LevelOf(object message)
    {
        MessagePriorities priorities = _options.Priorities!;
        try
        {
            return Math.Clamp(priorities.LevelOf(TrackedMessage.Unwrap(message)), 0, priorities.Levels - 1);
        }
        catch (Exception exception)
        {
            _broker.FailureLog.AddHookFailure(_address, exception);
            return priorities.Levels - 1;
        }
    }
}
