namespace ZmqNative.Actors;

/// <summary>One actor: its mailbox, its instance, and the turns in which the thread pool runs it.</summary>
/// <remarks>
/// <para>It is the reference, the work item and the mailbox in one object, since a million of them may be idle.</para>
/// <para>
/// Whoever sets <see cref="_scheduled"/> from 0 to 1 queues a turn; it stays 1 while the turn runs, waits for more of the thread
/// pool, or is parked on an await. So there is one turn at a time, and what turns alone use needs no lock.
/// </para>
/// </remarks>
internal sealed partial class ActorCell : ActorRef, IThreadPoolWorkItem
{
    private readonly Broker _broker;
    private readonly string _address;
    private readonly ActorOptions _options;
    private readonly Func<Actor> _factory;
    private readonly ActorCell? _parent;
    private readonly ActorContext _context;

    // Who handles messages: the instance or, while it has become something else, a behaviour.
    private Actor? _receiver;
    private ActorExtras? _extras;
    private Mailbox _mailbox;

    // Newest first; producers push, the turn takes all at once.
    private Signal? _signals;
    private int _scheduled;
    private ActorStatus _status;

    // Sweeps that found the actor idle since its last turn; keyed actors only.
    private byte _idleSweeps;
    private bool _isWaiting;
    private volatile bool _stopRequested;

    public ActorCell(Broker broker, string address, Func<Actor> factory, ActorOptions options, ActorCell? parent)
    {
        _broker = broker;
        _address = address;
        _factory = factory;
        _options = options;
        _parent = parent;
        _context = new ActorContext(this);
    }

    public override string Address => _address;

    internal override Broker Owner => _broker;

    public ActorOptions Options => _options;

    public ActorCell? Parent => _parent;

    public ActorStatus Status => _status;

    /// <summary>The registration that activated it; null for spawned actors.</summary>
    public KeyedRegistration? Registration { get; init; }

    /// <summary>Whether its predecessor at this address has not stopped yet: until then it neither starts nor stops.</summary>
    public bool IsWaiting
    {
        init => _isWaiting = value;
    }

    /// <summary>Whether no turn runs or is due.</summary>
    public bool IsIdle => Volatile.Read(ref _scheduled) == 0;

    public bool IsStopRequested => _stopRequested;

    /// <summary>How many messages wait, about.</summary>
    public int MailboxCount => _mailbox.Count;

    // The message at hand counts, too, or a busy actor with an empty mailbox would look idle.
    internal override int Load => _mailbox.Count + Volatile.Read(ref _scheduled);

    internal override bool HasRoom =>
        _options.FullMailbox is FullMailboxPolicy.DropOldest or FullMailboxPolicy.DropNewest
        || (!_mailbox.HasWaiters && _mailbox.Count < _options.Bound);

    private ActorExtras Extras => _extras ?? EnsureExtras();

    private ActorExtras EnsureExtras()
    {
        ActorExtras extras = new();
        return Interlocked.CompareExchange(ref _extras, extras, null) ?? extras;
    }
}
