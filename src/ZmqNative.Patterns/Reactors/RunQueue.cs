namespace ZmqNative.Patterns;

/// <summary>The work that a reactor's driving thread runs itself, one item after the other, and the right to drive.</summary>
/// <remarks>
/// <para>
/// One thread drives: it alone polls, serves sockets, adds items and runs them. While it is inside an item, which may be user code, a
/// stand-by thread looks at it once a tick; if it finds the same item again and again, it takes the right to drive over, together with
/// the items that are left. The late thread learns it when it asks for the next item, or wants to add one.
/// </para>
/// <code>
///   between items --TryBegin--> inside an item --TryBegin: the next one, or none left--> between items
///                               inside an item --TryTakeOver by the stand-by thread--> late: neither adds nor begins items
/// </code>
/// </remarks>
internal sealed class RunQueue
{
    /// <summary>The number of threads that a reactor has at most: one drives, one stands by, the others are late.</summary>
    public const int MaxThreads = 8;

    // An item that is the same at so many looks in a row lasts too long. One look more than there are ticks between them.
    private const int LooksUntilTakeOver = 3;

    private const int FirstSize = 256;

    // Guards all fields. Between the driving thread and the stand-by thread: the step from one item to the next, against the look that
    // takes over. It is never held while an item runs.
    private SpinThenParkLock _gate;
    private Entry[] _entries = new Entry[FirstSize];
    private int _first;
    private int _count;
    private List<AsyncSocket> _lookLater = [];

    private ReactorThread? _driving;
    private AsyncSocket? _source;
    private long _begun;
    private bool _isInside;

    private bool _hasStandBy;
    private bool _standByParks;
    private int _threads = 1;
    private long _seen;
    private int _looks;
    private bool _ended;

    /// <summary>The number of times that a stand-by thread has taken over.</summary>
    public long TakeOvers { get; private set; }

    /// <summary>Whether there are items, or sockets to look at, so that the driving thread must not sleep.</summary>
    public bool HasWork
    {
        get
        {
            using (_gate.Enter())
            {
                return _count > 0 || _lookLater.Count > 0;
            }
        }
    }

    /// <summary>Gives a thread the right to drive, before any other has it.</summary>
    public void Begin(ReactorThread thread) => _driving = thread;

    /// <summary>Adds an item.</summary>
    /// <param name="thread">The current thread.</param>
    /// <param name="item">The item.</param>
    /// <param name="source">The socket that the item is there for, or null.</param>
    /// <param name="needsStandBy">Whether the caller is to start a stand-by thread; see <see cref="StandByFailed"/>.</param>
    /// <returns>False if the thread does not drive, or no thread can stand by: the item belongs on the thread pool.</returns>
    public bool TryAdd(ReactorThread thread, IThreadPoolWorkItem item, AsyncSocket? source, out bool needsStandBy)
    {
        using (_gate.Enter())
        {
            needsStandBy = false;
            if (_driving != thread || _ended)
            {
                return false;
            }

            if (!_hasStandBy)
            {
                if (_threads == MaxThreads)
                {
                    return false;
                }

                _threads++;
                _hasStandBy = true;
                _standByParks = false;
                needsStandBy = true;
            }

            if (_count == _entries.Length)
            {
                Grow();
            }

            _entries[(_first + _count) & (_entries.Length - 1)] = new Entry(item, source);
            _count++;
            return true;
        }
    }

    /// <summary>Ends the item that the thread is inside, if it is inside one, and begins the next.</summary>
    /// <param name="thread">The current thread.</param>
    /// <param name="entry">The item that has begun, if the result is <see cref="RunStep.Item"/>.</param>
    /// <param name="wakesStandBy">Whether the caller is to wake the stand-by thread before it runs the item.</param>
    public RunStep TryBegin(ReactorThread thread, out Entry entry, out bool wakesStandBy)
    {
        using (_gate.Enter())
        {
            wakesStandBy = false;
            entry = default;
            if (_driving != thread)
            {
                return RunStep.Replaced;
            }

            _isInside = false;
            if (_count == 0)
            {
                return RunStep.NoItem;
            }

            entry = _entries[_first];
            _entries[_first] = default;
            _first = (_first + 1) & (_entries.Length - 1);
            _count--;

            _isInside = true;
            _begun++;
            _source = entry.Source;
            wakesStandBy = _standByParks;
            _standByParks = false;
            return RunStep.Item;
        }
    }

    /// <summary>Ends the item that the thread is inside.</summary>
    /// <returns>False if another thread drives now.</returns>
    public bool TryEnd(ReactorThread thread)
    {
        using (_gate.Enter())
        {
            if (_driving != thread)
            {
                return false;
            }

            _isInside = false;
            return true;
        }
    }

    /// <summary>Ends the item that the thread is inside, and takes those that are left.</summary>
    /// <param name="thread">The current thread.</param>
    /// <param name="left">The items, in order; they belong on the thread pool.</param>
    /// <returns>False if another thread drives now.</returns>
    public bool TryTakeAll(ReactorThread thread, out Entry[] left)
    {
        using (_gate.Enter())
        {
            left = [];
            if (_driving != thread)
            {
                return false;
            }

            _isInside = false;
            left = TakeAllInsideLock();
            return true;
        }
    }

    /// <summary>Has the driving thread look at a socket before it polls again.</summary>
    /// <returns>False if the thread does not drive: it must look itself.</returns>
    public bool TryLookLater(ReactorThread thread, AsyncSocket socket)
    {
        using (_gate.Enter())
        {
            if (_driving != thread || _ended)
            {
                return false;
            }

            _lookLater.Add(socket);
            return true;
        }
    }

    /// <summary>Takes the sockets that are to be looked at, in exchange for an empty list.</summary>
    public void TakeLookLater(ref List<AsyncSocket> sockets)
    {
        using (_gate.Enter())
        {
            (_lookLater, sockets) = (sockets, _lookLater);
        }
    }

    /// <summary>Looks at the driving thread, as the thread that stands by.</summary>
    /// <param name="thread">The current thread, which drives from now on if the result is <see cref="StandByStep.Drive"/>.</param>
    /// <param name="left">The items that were left by the late thread, in order; they belong on the thread pool.</param>
    /// <param name="source">The socket whose item lasts too long, or null.</param>
    public StandByStep Look(ReactorThread thread, out Entry[] left, out AsyncSocket? source)
    {
        left = [];
        source = null;
        using (_gate.Enter())
        {
            if (_ended)
            {
                return StandByStep.End;
            }

            bool moved = _begun != _seen;
            _seen = _begun;
            if (_isInside)
            {
                _looks = moved ? 1 : _looks + 1;
                if (_looks < LooksUntilTakeOver)
                {
                    return StandByStep.Tick;
                }

                _driving = thread;
                _isInside = false;
                _hasStandBy = false;
                _looks = 0;
                TakeOvers++;
                source = _source;
                left = TakeAllInsideLock();
                return StandByStep.Drive;
            }

            _looks = 0;
            _standByParks = !moved && _count == 0;
            return _standByParks ? StandByStep.Park : StandByStep.Tick;
        }
    }

    /// <summary>Makes a late thread, whose item has ended, the one that stands by.</summary>
    /// <returns>False if it is not needed: it is to end.</returns>
    public bool TryStandBy()
    {
        using (_gate.Enter())
        {
            if (_ended || _hasStandBy)
            {
                _threads--;
                return false;
            }

            _hasStandBy = true;
            _standByParks = false;
            return true;
        }
    }

    /// <summary>Records that no thread could be started to stand by.</summary>
    /// <returns>The items that were added; they belong on the thread pool.</returns>
    public Entry[] StandByFailed()
    {
        using (_gate.Enter())
        {
            _threads--;
            _hasStandBy = false;
            return TakeAllInsideLock();
        }
    }

    /// <summary>Ends the queue with its reactor.</summary>
    /// <returns>The items that are left; they belong on the thread pool.</returns>
    public Entry[] End()
    {
        using (_gate.Enter())
        {
            _ended = true;
            return TakeAllInsideLock();
        }
    }

    private Entry[] TakeAllInsideLock()
    {
        if (_count == 0)
        {
            return [];
        }

        Entry[] all = new Entry[_count];
        for (int i = 0; i < all.Length; i++)
        {
            int index = (_first + i) & (_entries.Length - 1);
            all[i] = _entries[index];
            _entries[index] = default;
        }

        _count = 0;
        return all;
    }

    private void Grow()
    {
        Entry[] larger = new Entry[_entries.Length * 2];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _entries[(_first + i) & (_entries.Length - 1)];
        }

        _entries = larger;
        _first = 0;
    }

    /// <summary>An item.</summary>
    /// <param name="Item">The work.</param>
    /// <param name="Source">The socket that it is there for, or null.</param>
    internal readonly record struct Entry(IThreadPoolWorkItem Item, AsyncSocket? Source);
}
