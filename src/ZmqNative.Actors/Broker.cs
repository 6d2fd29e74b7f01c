using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

/// <summary>Hosts actors by address. Within it a message goes straight into the receiver's mailbox: no copy, no socket.</summary>
/// <remarks>
/// Any thread, at the same time. Actors run on the thread pool, each one message at a time. Disposing lets them finish what is
/// in their mailboxes for a bounded time, then stops them; what is left becomes dead letters.
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
    private volatile bool _ended;

    // The low half counts the actors that live, and the broker itself until no more can be made; the high half counts the changes.
    private long _lives = 1;
    private long _unreadAnswers;
    private long _restarts;

    /// <summary>A broker for actors of this process.</summary>
    /// <param name="options">Default <see cref="BrokerOptions"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Broker(BrokerOptions? options = null)
    {
        Options = options ?? new BrokerOptions();
        OptionChecks.CheckTimeout(Options.AskTimeout, nameof(options), nameof(BrokerOptions.AskTimeout));
        OptionChecks.CheckTimeout(Options.TellTimeout, nameof(options), nameof(BrokerOptions.TellTimeout));
        OptionChecks.Check(Options.DrainTimeout, nameof(options), nameof(BrokerOptions.DrainTimeout));
        OptionChecks.Check(Options.StopTimeout, nameof(options), nameof(BrokerOptions.StopTimeout));
        Logger = GuardedLogger.Create(Options.LoggerFactory, typeof(Broker));

        Deadlines = AskDeadlines.Of(Time);
        Trimmer = new MailboxTrimmer(Time);
        DeadLetters = new DeadLetterFeed(Logger, Time, Options.DeadLetters);
        FailureLog = new FailureLog(Logger, Time);
        BrokerMetrics.Add(this);
    }

    /// <summary>The messages that no actor handled.</summary>
    public DeadLetterFeed DeadLetters { get; }

    /// <summary>How many actors live.</summary>
    public int ActorCount => _cells.Count;

    /// <summary>
    /// The number of times that actors have thrown, at their start or while they handled a message. The log has one line per 10 s at
    /// most, which says how many it stands for.
    /// </summary>
    public long Failures => FailureLog.Failures;

    /// <summary>How often actors were restarted.</summary>
    public long Restarts => Interlocked.Read(ref _restarts);

    /// <summary>The end, once it has begun.</summary>
    internal BrokerEnd? End => _end;

    /// <summary>A number that changes with each actor that is made or gone; see <see cref="CountOf"/>.</summary>
    internal long Lives => Interlocked.Read(ref _lives);

    /// <summary>
    /// The number of answers in streams that were written, and dropped because their reader had left: it ended its loop early, was cancelled
    /// or waited too long. Frames among them were released. Counted where the reader is.
    /// </summary>
    public long UnreadAnswers => Interlocked.Read(ref _unreadAnswers);

    internal BrokerOptions Options { get; }

    internal TimeProvider Time => Options.Time;

    internal ILogger Logger { get; }

    internal FailureLog FailureLog { get; }

    internal DeadlineWheel Deadlines { get; }

    internal MailboxTrimmer Trimmer { get; }

    internal IEnumerable<ActorCell> Cells => _cells;

    internal void CountUnreadAnswer() => Interlocked.Increment(ref _unreadAnswers);

    internal void CountRestart() => Interlocked.Increment(ref _restarts);
}
