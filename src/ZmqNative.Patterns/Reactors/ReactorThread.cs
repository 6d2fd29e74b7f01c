using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>A thread of a reactor, which drives it, stands by, or is late.</summary>
/// <remarks>
/// <code>
///   starts --the first one--> drives --another has taken over meanwhile--> late --its item returns--> stands by, or ends
///   starts --the others--> stands by --takes over--> drives
/// </code>
/// See <see cref="RunQueue"/> for the right to drive.
/// </remarks>
internal sealed class ReactorThread
{
    // Between two looks of the thread that stands by. The system may make it longer: 15 ms on Windows.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// The number of messages that an item may receive without waiting, so that a loop that always finds some cannot keep the thread.
    /// </summary>
    public const int ReceivesPerItem = 256;

    [ThreadStatic]
    private static ReactorThread? t_current;

    private readonly Reactor _reactor;
    private readonly RunQueue _queue;
    private readonly StandByBell _bell;
    private AsyncSocket? _source;
    private bool _accepts;
    private int _receivesLeft;

    private ReactorThread(Reactor reactor, RunQueue queue, StandByBell bell)
    {
        _reactor = reactor;
        _queue = queue;
        _bell = bell;
    }

    /// <summary>The current thread, if it is one of a reactor.</summary>
    public static ReactorThread? Current => t_current;

    /// <summary>The reactor of the thread.</summary>
    public Reactor Reactor => _reactor;

    /// <summary>Starts the first thread of a reactor, which drives it.</summary>
    /// <exception cref="OutOfMemoryException">The system cannot start a thread.</exception>
    public static void StartFirst(Reactor reactor, RunQueue queue, StandByBell bell, string name)
    {
        ReactorThread first = new(reactor, queue, bell);
        queue.Begin(first);
        first.Start(drives: true, name);
    }

    /// <summary>Has the socket that is served next run its continuations on this thread, or on the thread pool.</summary>
    public void Serves(AsyncSocket socket)
    {
        _source = socket;
        _accepts = socket.RunsOnReactor;
    }

    /// <summary>Adds work to what this thread runs next.</summary>
    /// <returns>False if the work belongs on the thread pool.</returns>
    public bool TryAdd(IThreadPoolWorkItem item)
    {
        if (!_accepts || !_queue.TryAdd(this, item, _source, out bool needsStandBy))
        {
            return false;
        }

        if (needsStandBy)
        {
            StartStandBy();
        }

        return true;
    }

    /// <summary>Has the reactor look at a socket before it polls again.</summary>
    /// <returns>False if this thread does not drive that socket's reactor.</returns>
    public bool TryLookLater(Reactor reactor, AsyncSocket socket) => reactor == _reactor && _queue.TryLookLater(this, socket);

    /// <summary>
    /// Returns whether the code that runs may receive once more without waiting. When it waits, the other items and sockets get their turn.
    /// </summary>
    public bool MayReceive() => --_receivesLeft > 0;

    /// <summary>Counts the messages of a batch, one receive of which is counted already.</summary>
    public void CountReceived(int messages) => _receivesLeft -= Math.Max(0, messages - 1);

    /// <summary>Runs the items of the queue, and passes those to the thread pool that are left when the time is over.</summary>
    /// <param name="budget">The maximal number of items.</param>
    /// <param name="until">The end of the time, in milliseconds of the system's clock.</param>
    /// <param name="ran">The number of items that were run.</param>
    /// <returns>False if another thread drives now.</returns>
    public bool RunItems(int budget, long until, out int ran)
    {
        _accepts = true;
        for (ran = 0; ran < budget; ran++)
        {
            RunStep step = _queue.TryBegin(this, out RunQueue.Entry entry, out bool wakesStandBy);
            if (step != RunStep.Item)
            {
                return step == RunStep.NoItem;
            }

            if (wakesStandBy)
            {
                _bell.Ring();
            }

            _source = entry.Source;
            _receivesLeft = ReceivesPerItem;
            Run(entry.Item);
            if (Environment.TickCount64 >= until)
            {
                // Items that compute, each for less than a take-over needs, would make the other sockets wait for all of them.
                ran++;
                bool drives = _queue.TryTakeAll(this, out RunQueue.Entry[] left);
                Post(left);
                return drives;
            }
        }

        return _queue.TryEnd(this);
    }

    /// <summary>Undoes what items have changed of the current thread, as the thread pool does.</summary>
    /// <remarks>
    /// Before the thread sleeps, and not after each item: reading the state of a thread is a call into the runtime. A thread that is not in the
    /// background would keep the process alive.
    /// </remarks>
    public static void Restore()
    {
        Thread thread = Thread.CurrentThread;
        if (!thread.IsBackground)
        {
            thread.IsBackground = true;
        }

        if (thread.Priority != ThreadPriority.Normal)
        {
            thread.Priority = ThreadPriority.Normal;
        }
    }

    /// <summary>Passes items to the thread pool.</summary>
    public static void Post(RunQueue.Entry[] items)
    {
        foreach (RunQueue.Entry entry in items)
        {
            ThreadPool.UnsafeQueueUserWorkItem(entry.Item, preferLocal: false);
        }
    }

    // As on the thread pool: nothing that an item sets for its own flow stays behind, and an exception that nobody catches ends the process.
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown on the thread pool.")]
    private static void Run(IThreadPoolWorkItem item)
    {
        ExecutionContext? before = ExecutionContext.Capture();
        try
        {
            item.Execute();
        }
        catch (Exception exception)
        {
            ContinuationScheduler.ThrowOnThreadPool(exception);
        }

        if (ExecutionContext.Capture() != before)
        {
            ExecutionContext.Restore(before!);
        }

        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private void Start(bool drives, string name)
    {
        Thread thread = new(() => Live(drives)) { IsBackground = true, Name = name };

        // The creator's execution context must not live as long as the thread.
        thread.UnsafeStart();
    }

    private void StartStandBy()
    {
        try
        {
            new ReactorThread(_reactor, _queue, _bell).Start(drives: false, _reactor.StandByName);
        }
        catch (OutOfMemoryException)
        {
            // The exception of the runtime when there is no descriptor, or no memory, for a thread.
            Post(_queue.StandByFailed());
        }
    }

    private void Live(bool drives)
    {
        t_current = this;
        while (drives || StandBy())
        {
            if (_reactor.Drive(this) || !_queue.TryStandBy())
            {
                return;
            }

            drives = false;
        }
    }

    // Returns true when this thread has taken over.
    private bool StandBy()
    {
        _accepts = false;
        Restore();
        while (true)
        {
            switch (_queue.Look(this, out RunQueue.Entry[] left, out AsyncSocket? source))
            {
                case StandByStep.Tick:
                    _bell.Wait(Tick);
                    break;
                case StandByStep.Park:
                    _bell.Wait(Timeout.InfiniteTimeSpan);
                    break;
                case StandByStep.Drive:
                    source?.LeaveReactor();
                    Post(left);
                    return true;
                default:
                    return false;
            }
        }
    }
}
