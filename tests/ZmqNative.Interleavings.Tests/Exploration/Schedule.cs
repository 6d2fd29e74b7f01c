namespace ZmqNative.Interleavings;

/// <summary>One run of a scenario: its threads run one at a time, in an order that a strategy chooses.</summary>
/// <remarks>
/// Each atomic step of the code under test calls <see cref="Step"/>, where another thread may continue instead. Code between two steps is
/// not interrupted. A run in which no thread can continue, or which takes too many steps, has failed, as one in which a thread throws.
/// </remarks>
internal sealed class Schedule(IStrategy strategy)
{
    // A scenario takes a few hundred steps; only threads that wait for each other in a loop take more.
    private const int MostSteps = 20_000;

    [ThreadStatic]
    private static ControlledThread? t_current;

    [ThreadStatic]
    private static Schedule? t_last;

    // Set while conditions are evaluated: the code under test that they call takes no steps.
    [ThreadStatic]
    private static bool t_isChoosing;

    private readonly List<ControlledThread> _threads = [];
    private readonly List<ControlledThread> _options = [];
    private readonly List<int> _trace = [];
    private readonly Dictionary<Type, object> _items = [];
    private readonly SemaphoreSlim _done = new(0);
    private Action _check = static () => { };
    private int _running;
    private int _steps;
    private volatile bool _isAbandoned;

    /// <summary>The schedule that the thread runs in, or prepares.</summary>
    public static Schedule Current => t_current?.Schedule ?? t_last ?? throw new InvalidOperationException("No schedule is running.");

    /// <summary>The number of the thread, from 1 on; 0 for the one that prepares the scenario and checks its outcome.</summary>
    public static int ThreadNumber => t_current?.Number ?? 0;

    public Exception? Failure { get; private set; }

    public int Steps => _steps;

    /// <summary>The chosen threads, at each step with a choice.</summary>
    public IReadOnlyList<int> Trace => _trace;

    /// <summary>A step, at which another thread may continue.</summary>
    public static void Step()
    {
        if (t_current is { } me && !t_isChoosing)
        {
            me.Schedule.Reach(me, yields: false);
        }
    }

    /// <summary>A step at which another thread continues, if one can.</summary>
    public static void Yield()
    {
        if (t_current is { } me && !t_isChoosing)
        {
            me.Schedule.Reach(me, yields: true);
        }
    }

    /// <summary>Blocks until other threads have met a condition.</summary>
    public static void BlockUntil(Func<bool> condition)
    {
        if (t_current is not { } me || t_isChoosing)
        {
            if (!condition())
            {
                throw new InvalidOperationException("A condition, and the thread that prepares a scenario, must not block.");
            }

            return;
        }

        me.Until = condition;
        me.Schedule.Reach(me, yields: false);
        me.Until = null;
    }

    /// <summary>Chooses between two alternatives; both are explored.</summary>
    public static bool Choose() => t_current is { } me && me.Schedule.Decide(me);

    /// <summary>Returns the object of a type in this schedule.</summary>
    public T Item<T>()
        where T : class, new()
    {
        if (!_items.TryGetValue(typeof(T), out object? item))
        {
            _items[typeof(T)] = item = new T();
        }

        return (T)item;
    }

    /// <summary>Adds a thread: one of the scenario, or one that the code under test starts.</summary>
    /// <param name="run">The code of the thread.</param>
    /// <param name="serves">Whether it only serves others: the run ends when all others have ended and it waits.</param>
    public void Start(Action run, bool serves = false)
    {
        ControlledThread thread = new(this, _threads.Count + 1, run, serves);
        _threads.Add(thread);
        _running++;
        Worker.Run(thread);
    }

    /// <summary>Sets the check that is made when all threads have ended.</summary>
    public void AtEnd(Action check) => _check = check;

    /// <summary>Prepares the scenario, runs it to its end and checks the outcome.</summary>
    public void Run(Action<Schedule> scenario)
    {
        t_last = this;
        try
        {
            scenario(this);
            Resume(Pick(null, yields: false)!);
            _done.Wait();
            if (Failure is null)
            {
                _check();
            }
        }
        catch (Exception exception)
        {
            Failure ??= exception;
        }
        finally
        {
            t_last = null;
        }
    }

    /// <summary>Runs a thread on its worker, once it is chosen.</summary>
    public void RunThread(ControlledThread me)
    {
        me.Go.Wait();
        t_current = me;
        try
        {
            if (!_isAbandoned)
            {
                me.Run();
            }
        }
        catch (Exception exception)
        {
            if (!_isAbandoned)
            {
                Abandon(me, exception);
            }
        }

        me.IsFinished = true;
        if (CountEnd() == 0)
        {
            _ = _done.Release();
        }
        else if (!_isAbandoned)
        {
            if (Pick(me, yields: false) is { } next)
            {
                Resume(next);
            }
            else
            {
                Stop(me);
            }
        }

        t_current = null;
    }

    private int CountEnd() => System.Threading.Interlocked.Decrement(ref _running);

    private static void Resume(ControlledThread next) => next.Go.Release();

    private void Reach(ControlledThread me, bool yields)
    {
        if (!_isAbandoned)
        {
            ControlledThread? next = Pick(me, yields);
            if (next is null)
            {
                Stop(me);
            }
            else if (++_steps > MostSteps)
            {
                Abandon(me, new InterleavingException("The schedule does not end."));
            }
            else if (next != me)
            {
                Resume(next);
                me.Go.Wait();
            }
        }

        if (_isAbandoned)
        {
            throw new AbandonedException();
        }
    }

    // The threads that can continue: the current one first, and the others after it, in turn.
    private ControlledThread? Pick(ControlledThread? me, bool yields)
    {
        t_isChoosing = true;
        try
        {
            CollectOptions(me, yields);
        }
        finally
        {
            t_isChoosing = false;
        }

        if (_options.Count <= 1)
        {
            return _options.Count == 0 ? null : _options[0];
        }

        bool costs = yields || _options[0] == me;
        int chosen = strategy.Choose([.. _options.Select(static thread => thread.Number)], costs, yields ? me!.Number : 0);
        _trace.Add(_options[chosen].Number);
        return _options[chosen];
    }

    private void CollectOptions(ControlledThread? me, bool yields)
    {
        _options.Clear();
        int from = me?.Number ?? 0;
        if (me is not null && !yields && me.CanGoOn)
        {
            _options.Add(me);
        }

        for (int i = 0; i < _threads.Count; i++)
        {
            ControlledThread thread = _threads[(from + i) % _threads.Count];
            if (thread != me && thread.CanGoOn)
            {
                _options.Add(thread);
            }
        }

        if (me is not null && yields && me.CanGoOn)
        {
            _options.Add(me);
        }
    }

    private bool Decide(ControlledThread me)
    {
        Reach(me, yields: false);
        int chosen = strategy.Choose([0, -1], costs: true, yielding: 0);
        _trace.Add(-chosen);
        return chosen == 1;
    }

    // No thread can continue: this is the end if the remaining threads only serve.
    private void Stop(ControlledThread me) => Abandon(
        me,
        _threads.TrueForAll(static thread => thread.IsFinished || thread.Serves)
            ? null
            : new InterleavingException($"No thread can go on: {Describe()}."));

    private void Abandon(ControlledThread me, Exception? failure)
    {
        Failure ??= failure;
        _isAbandoned = true;
        foreach (ControlledThread thread in _threads)
        {
            if (thread != me && !thread.IsFinished)
            {
                _ = thread.Go.Release();
            }
        }
    }

    private string Describe() => string.Join(", ", _threads.Where(static t => !t.IsFinished).Select(static t => $"thread {t.Number} waits"));
}
