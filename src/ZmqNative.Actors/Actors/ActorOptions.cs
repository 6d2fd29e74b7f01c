namespace ZmqNative.Actors;

/// <summary>The options of an actor. Each is checked when it is set.</summary>
public sealed record ActorOptions
{
    internal static ActorOptions Default { get; } = new();

    /// <summary>
    /// The number of messages that the mailbox can hold, from 2 to 1,048,576; rounded up to a power of two. Default 1,024. Memory is taken as
    /// it is needed, 24 bytes a message. Once the mailbox is empty and the actor idle, all but the memory of 32 messages is given back within
    /// 20 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MailboxCapacity
    {
        get;
        init => field = ActorOptionChecks.MailboxSize(value);
    } = 1024;

    /// <summary>
    /// The number of senders that may wait for space in the mailbox, tells and asks, from 1 to 1,048,576. Default 65,536: one more fails with a
    /// <see cref="MailboxFullException"/>. A message whose sender waits takes about 160 bytes, an ask 210 more; an ask that ends leaves the queue.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxWaitingSenders
    {
        get;
        init => field = ActorOptionChecks.Senders(value);
    } = 1 << 16;

    /// <summary>The policy for a message that finds the mailbox full. Default <see cref="FullMailboxPolicy.Wait"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the policies.</exception>
    public FullMailboxPolicy FullMailbox
    {
        get;
        init => field = ActorOptionChecks.Defined(value);
    }

    /// <summary>The supervision of the actor when it throws. Default: it is restarted, 10 times a minute at most, then stopped.</summary>
    public Supervision Supervision
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = Supervision.Default;

    /// <summary>
    /// Whether each ask of an actor to itself after an <c>await</c> fails at once, whatever it handled before. Default false.
    /// </summary>
    /// <remarks>
    /// Before the first <c>await</c> of a handling such an ask always fails at once. Behind it, without this option, it fails at once while
    /// the actor handles its first 16 messages, and the 255 that follow a message whose handling was pending; otherwise it ends with its
    /// time-out, as its answer can never come. The option costs about 100 bytes for each message.
    /// </remarks>
    public bool TracksSelfAsks { get; init; }

    /// <summary>
    /// The levels of the messages in the mailbox, by which they are handled. Default null: in the order of arrival, which is faster. The capacity
    /// is that of all levels together.
    /// </summary>
    public MessagePriorities? Priorities { get; init; }

    /// <summary>
    /// The scheduler of the threads on which the actor runs, such as a thread of its own or that of a user interface. Default null: the thread pool,
    /// or the thread of a reactor that has received the message.
    /// </summary>
    public ActorScheduler? Scheduler { get; init; }

    /// <summary>The functions around the receiving of messages, the first one outermost, inside of <see cref="BrokerOptions.Middleware"/>. Default none.</summary>
    /// <exception cref="ArgumentNullException">The list, or one of its functions, is null.</exception>
    public IReadOnlyList<ActorMiddleware> Middleware
    {
        get;
        init => field = ActorOptionChecks.AllPresent(value);
    } = [];

    /// <summary>
    /// The time after which a handling that is not complete is logged as a warning and counted (<see cref="Broker.LongHandlings"/>), once: the actor
    /// handles nothing else meanwhile. More than 0, at most 24 days 20 hours, or <see cref="Timeout.InfiniteTimeSpan"/> for never. Default 1 second.
    /// </summary>
    /// <remarks>
    /// Such a handling is found up to half of the shortest time of the broker's actors later, by the broker's clock. The time of awaits counts, also that
    /// of waiting for other actors; a handling that answers with a stream is left out. It is not ended by this.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan LongHandlingTime
    {
        get;
        init => field = ActorOptionChecks.TimeoutOrInfinite(value);
    } = TimeSpan.FromSeconds(1);

    internal long LongHandlingTicks => LongHandlingTime == Timeout.InfiniteTimeSpan ? long.MaxValue : LongHandlingTime.Ticks;

    internal int Bound => MailboxCapacity;
}
