namespace ZmqNative.Actors;

/// <summary>The thread of one actor, or of several: runs their turns, and the code after their awaits, in the order in which they were queued.</summary>
/// <remarks>
/// It ends when no actor uses it any more and all its work is done. From then on its work is run by the thread pool: only code remains that
/// an actor has started and does not wait for.
/// </remarks>
internal sealed class ActorThread
{
    // A wake-up costs two switches of threads, and work often comes in series.
    private const int MaxSpins = 20;

    [ThreadStatic]
    private static ActorThread? t_current;

    // Guards the queue and the fields below, and is what the thread waits on.
    private readonly object _gate = new();
    private readonly Queue<Work> _queue = new();
    private readonly ActorThreads _owner;
    private readonly Thread _thread;
    private readonly ActorThreadContext _context;
    private int _count;
    private bool _isWaiting;
    private bool _isUnused;
    private bool _hasEnded;

    public ActorThread(ActorThreads owner, string? name, string title)
    {
        _owner = owner;
        Name = name;
        _context = new ActorThreadContext(this);
        _thread = new Thread(static state => ((ActorThread)state!).Run()) { IsBackground = true, Name = title };
    }

    /// <summary>The thread that runs the calling code; null if it is not the thread of an actor.</summary>
    public static ActorThread? Current => t_current;

    /// <summary>The threads of the broker to which this one belongs.</summary>
    public ActorThreads Owner => _owner;

    /// <summary>The name that is shared by actors; null for the thread of one actor.</summary>
    public string? Name { get; }

    /// <summary>The number of actors that use it. Guarded by the lock of <see cref="ActorThreads"/>.</summary>
    public int Users { get; set; }

    /// <summary>Whether the system has not ended the thread.</summary>
    public bool IsAlive => _thread.IsAlive;

    public void Start() => _thread.UnsafeStart(this);

    /// <summary>Waits until the thread has ended, once it was reported to have ended.</summary>
    public void Join() => _thread.Join();

    /// <summary>Queues a turn.</summary>
    public void Queue(ActorCell cell)
    {
        if (!TryQueue(new Work(null, cell)))
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: false);
        }
    }

    /// <summary>Queues a callback of the synchronization context.</summary>
    public void Queue(SendOrPostCallback callback, object? state)
    {
        if (!TryQueue(new Work(callback, state)))
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(
                static work => work.Callback!(work.State), new Work(callback, state), preferLocal: false);
        }
    }

    /// <summary>Ends the thread after the work that it has: no actor uses it any more.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isUnused = true;
            Monitor.Pulse(_gate);
        }
    }

    private bool TryQueue(in Work work)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return false;
            }

            _queue.Enqueue(work);
            _count = _queue.Count;
            if (_isWaiting)
            {
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    private bool TryTake(out Work work)
    {
        SpinWait spin = default;
        for (int i = 0; i < MaxSpins && Volatile.Read(ref _count) == 0; i++)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (_gate)
        {
            while (!_queue.TryDequeue(out work))
            {
                if (_isUnused)
                {
                    _hasEnded = true;
                    return false;
                }

                _isWaiting = true;
                _ = Monitor.Wait(_gate);
                _isWaiting = false;
            }

            _count = _queue.Count;
            return true;
        }
    }

    private void Run()
    {
        t_current = this;
        SynchronizationContext.SetSynchronizationContext(_context);
        ExecutionContext clean = ExecutionContext.Capture()!;
        while (TryTake(out Work work))
        {
            if (work.Callback is { } callback)
            {
                callback(work.State);
            }
            else
            {
                ((IThreadPoolWorkItem)work.State!).Execute();
            }

            // What one work item has changed must not reach the next one.
            if (ExecutionContext.Capture() != clean)
            {
                ExecutionContext.Restore(clean);
            }

            if (SynchronizationContext.Current != _context)
            {
                SynchronizationContext.SetSynchronizationContext(_context);
            }
        }

        _owner.End(this);
    }

    /// <summary>A callback with its state, or without callback the turn of an actor.</summary>
    private readonly record struct Work(SendOrPostCallback? Callback, object? State);
}
