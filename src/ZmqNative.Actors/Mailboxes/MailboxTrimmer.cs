namespace ZmqNative.Actors;

/// <summary>Releases the memory that bursts have left in the mailboxes of one broker.</summary>
/// <remarks>
/// An actor is added at the end of a turn that leaves a large ring empty. Actors that are idle at the next visit get a small ring; the others
/// are visited again. So an actor in steady use makes a large ring at most once in an interval, and the timer is off while no ring is large.
/// </remarks>
internal sealed class MailboxTrimmer : IDisposable
{
    /// <summary>The time between two visits.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // Guards the fields below, against turns and the timer. The time provider, which is user code, is called outside.
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private List<ActorCell> _cells = [];
    private bool _isDue;
    private bool _ended;

    public MailboxTrimmer(TimeProvider time)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static state => ((MailboxTrimmer)state!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Adds an actor for one visit.</summary>
    public void Add(ActorCell cell)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _cells.Add(cell);
            if (_isDue)
            {
                return;
            }

            _isDue = true;
        }

        Start();
    }

    /// <summary>Visits all actors that were added.</summary>
    public void Run()
    {
        List<ActorCell> cells;
        lock (_gate)
        {
            cells = _cells;
            _cells = [];
            _isDue = false;
        }

        foreach (ActorCell cell in cells)
        {
            if (!cell.TryTrim())
            {
                Add(cell);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _cells = [];
        }

        _timer.Dispose();
    }

    private void Start()
    {
        try
        {
            _ = _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The broker has ended meanwhile.
        }
    }
}
