namespace ZmqNative.Actors;

/// <summary>The parts of one cell that most idle actors never need: each is made with its first use.</summary>
/// <remarks>For the actor's turns alone, but <see cref="Stopping"/> and <see cref="Waits"/>.</remarks>
internal sealed class ActorParts(ActorCell cell)
{
    private StopNotification? _stopping;
    private ActorWaits? _waits;

    /// <summary>The thread that runs the actor, if it has one of its own. Set by the thread that queues the first turn.</summary>
    public ActorThread? Thread { get; set; }

    /// <summary>The handling that the turn waits for.</summary>
    public PendingHandling? Pending { get; private set; }

    /// <summary>Messages that go before those in the mailbox.</summary>
    public PriorityMessages? Priority { get; private set; }

    public Stash? Stash { get; private set; }

    /// <summary>The messages that are handled after those in the mailbox, which is closed: their senders were waiting for space.</summary>
    public Queue<Envelope>? FinalMessages { get; private set; }

    /// <summary>The reason why the last attempt to start has failed; null once one has succeeded.</summary>
    public Exception? StartFailure { get; set; }

    /// <summary>The position up to which asks in the mailbox were failed with <see cref="StartFailure"/>.</summary>
    public MailboxPosition FailedUpTo { get; set; }

    /// <summary>The waits of the actor's present handling. From any thread.</summary>
    public ActorWaits? Waits => Volatile.Read(ref _waits);

    public Children? Children { get; private set; }

    public DeathWatch? DeathWatch { get; private set; }

    public BehaviourStack? Behaviours { get; private set; }

    public ActorTimers? Timers { get; private set; }

    public Supervisor? Supervisor { get; private set; }

    /// <summary>The token of the current handling.</summary>
    public HandlingCancellation? Cancellation { get; private set; }

    /// <summary>Keyed actors only.</summary>
    public OpenReplies? OpenReplies { get; private set; }

    /// <summary>Notifies other threads of the actor's stop. From any thread.</summary>
    public StopNotification? Stopping => Volatile.Read(ref _stopping);

    /// <summary>The number of tasks whose results become messages, and are not handled yet.</summary>
    public int OpenPipes { get; set; }

    /// <summary>Whether the actor stops once its mailbox is empty.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Whether the instance has asked to be passivated once its mailbox is empty.</summary>
    public bool IsPassivating { get; set; }

    /// <summary>The cell that has taken this actor's address, and starts when it has stopped.</summary>
    public ActorCell? Successor { get; set; }

    public PendingHandling EnsurePending() => Pending ??= new PendingHandling(cell);

    public PriorityMessages EnsurePriority() => Priority ??= new PriorityMessages();

    public Stash EnsureStash() => Stash ??= new Stash(cell);

    public Queue<Envelope> EnsureFinalMessages() => FinalMessages ??= new Queue<Envelope>();

    public Children EnsureChildren() => Children ??= new Children(cell);

    public DeathWatch EnsureDeathWatch() => DeathWatch ??= new DeathWatch(cell);

    public BehaviourStack EnsureBehaviours() => Behaviours ??= new BehaviourStack(cell);

    public ActorTimers EnsureTimers() => Timers ??= new ActorTimers(cell);

    public HandlingCancellation EnsureCancellation() => Cancellation ??= new HandlingCancellation(cell);

    public OpenReplies EnsureOpenReplies() => OpenReplies ??= new OpenReplies();

    public Supervisor EnsureSupervisor() => Supervisor ??= new Supervisor(cell);

    /// <summary>The notification, made if there is none yet. From any thread.</summary>
    public StopNotification EnsureStopping()
    {
        if (Stopping is { } stopping)
        {
            return stopping;
        }

        stopping = new StopNotification(cell);
        return Interlocked.CompareExchange(ref _stopping, stopping, null) ?? stopping;
    }

    /// <summary>The waits, made if there are none yet. From any thread.</summary>
    public ActorWaits EnsureWaits()
    {
        if (Waits is { } waits)
        {
            return waits;
        }

        waits = new ActorWaits();
        return Interlocked.CompareExchange(ref _waits, waits, null) ?? waits;
    }
}
