using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>Runs actors, and finds them by address. Within a broker a message is put directly into the receiver's mailbox, without a copy and without a socket.</summary>
/// <remarks>
/// Thread-safe. Actors run on the thread pool, and each handles one message at a time. Dispose lets them handle the messages in their
/// mailboxes for a limited time, then stops them; the messages that are left become dead letters.
/// </remarks>
public sealed partial class Broker : IAsyncDisposable
{
    private readonly ActorTable _cells = new();
    private readonly ConcurrentDictionary<string, KeyedRegistration> _registrations = new(StringComparer.Ordinal);

    private readonly TaskCompletionSource _noneLives = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards _disposing, against threads that dispose at once.
    private readonly Lock _gate = new();
    private Task? _disposing;
    private volatile BrokerEnd? _end;
    private volatile EndLimit? _endLimit;
    private volatile ActivityObserver? _observer;
    private volatile bool _ended;

    // The low half counts the actors that have not stopped, and the broker itself until no more can be made; the high half counts the changes.
    private long _lives = 1;
    private long _unreadAnswers;
    private long _restarts;

    /// <summary>Creates a broker for actors of this process, which other processes cannot reach unless <see cref="Bind"/> is called.</summary>
    /// <param name="options">The options; default <see cref="BrokerOptions"/>.</param>
    public Broker(BrokerOptions? options = null)
    {
        Options = options ?? new BrokerOptions();
        PeerFailures = new PeerFailure(Options.EnableDetailedErrors);
        ForwardedWatches = new ForwardedWatches(Options.Connecting.MaxInFlight);
        Logger = GuardedLogger.Create(Options.LoggerFactory, typeof(Broker));
        _connectionEvents = new ConnectionEventReaders(
            this, Options.Name ?? nameof(Broker), Logger, TimeProvider.System, Attach, Detach);

        Deadlines = AskDeadlines.Of(Time);
        Trimmer = new MailboxTrimmer(Time);
        LongHandlingWatch = new LongHandlingWatch(this);
        DeadLetters = new DeadLetterFeed(Logger, Time, Options.DeadLetters);
        FailureLog = new FailureLog(Logger, Time);
        Pipelines = new ActorPipelines(Options.Middleware);
        BrokerMetrics.Add(this);
    }

    /// <summary>The messages that no actor has handled.</summary>
    public DeadLetterFeed DeadLetters { get; }

    /// <summary>The number of actors that have not stopped.</summary>
    public int ActorCount => _cells.Count;

    /// <summary>
    /// The number of threads of actors that have not ended: see <see cref="ActorScheduler.DedicatedThread"/> and
    /// <see cref="ActorScheduler.SharedThread"/>.
    /// </summary>
    public int ThreadCount => Threads.Count;

    /// <summary>
    /// The number of exceptions that actors have thrown, at their start or while they handled a message. At most one line in
    /// 10 s is logged, with the number of exceptions since the last one.
    /// </summary>
    public long Failures => FailureLog.Failures;

    /// <summary>The number of restarts of actors.</summary>
    public long Restarts => Interlocked.Read(ref _restarts);

    /// <summary>
    /// The number of handlings that were not complete after <see cref="ActorOptions.LongHandlingTime"/>. At most one line in 10 s is logged, with the
    /// number of such handlings since the last one.
    /// </summary>
    public long LongHandlings => LongHandlingWatch.Count;

    /// <summary>The end of the broker; null before it has begun.</summary>
    internal BrokerEnd? End => _end;

    /// <summary>A number that changes with each actor that is made or has stopped; see <see cref="CountOf"/>.</summary>
    internal long Lives => Interlocked.Read(ref _lives);

    /// <summary>
    /// The number of answers in streams that were written, and dropped because the reader had left: it ended its loop early, was cancelled
    /// or waited too long. Their frames were disposed. Counted by the broker of the reader.
    /// </summary>
    public long UnreadAnswers => Interlocked.Read(ref _unreadAnswers);

    internal BrokerOptions Options { get; }

    internal TimeProvider Time => Options.TimeProvider;

    internal ILogger Logger { get; }

    internal FailureLog FailureLog { get; }

    internal DeadlineWheel Deadlines { get; }

    /// <summary>The names of actors in metrics.</summary>
    internal ActorLabels Labels { get; } = new();

    internal MailboxTrimmer Trimmer { get; }

    internal LongHandlingWatch LongHandlingWatch { get; }

    internal ActorThreads Threads { get; } = new();

    /// <summary>The middleware of the actors.</summary>
    internal ActorPipelines Pipelines { get; }

    internal IEnumerable<ActorCell> Cells => _cells;

    internal void CountUnreadAnswer() => Interlocked.Increment(ref _unreadAnswers);

    internal void CountRestart() => Interlocked.Increment(ref _restarts);
}
