using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>Finds handlings of one broker's actors that run for longer than <see cref="ActorOptions.LongHandlingTime"/>.</summary>
/// <remarks>
/// <para>
/// No message reads a clock for it. A sweep, four times in the shortest of these times, looks at the actors whose turns run and at those whose handlings
/// are pending, and notes the number of the handling of each. A handling that is the same in sweeps for as long as its time is counted and logged, once. So
/// it is found up to half of that time late, and never early.
/// </para>
/// <para>
/// A sweep that leaves nothing to be found switches the timer off: no turn runs, and all handlings that are pending were counted. The next turn
/// switches it on. Turns check a static field for that, which is 0 while all brokers of the process have their timers on.
/// </para>
/// </remarks>
internal sealed class LongHandlingWatch(Broker broker) : IDisposable
{
    private const int SweepsPerTime = 4;

    // The timer is no more precise than this.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(10);

    // The number of brokers whose timers are off, and would be on while an actor runs.
    private static int s_idle;

    // Guards the fields below, against sweeps, turns and the end. The timer is changed under it, too: it may call back on the same thread.
    private readonly Lock _gate = new();
    private readonly LogLimiter _log = new(broker.Time);
    private readonly HashSet<PendingHandling> _pending = [];
    private readonly List<PendingHandling> _ended = [];
    private readonly List<ActorCell> _running = [];
    private Dictionary<ActorCell, Seen> _seen = [];
    private Dictionary<ActorCell, Seen> _next = [];
    private ITimer? _timer;
    private bool _disposed;

    // The shortest time of all actors so far; infinite while no handling is to be found.
    private long _shortest = long.MaxValue;
    private bool _isOn;
    private long _count;

    /// <summary>Whether a turn has to call <see cref="Start"/>, as the timer of some broker is off.</summary>
    public static bool IsAnyIdle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_idle != 0;
    }

    /// <summary>The number of handlings that were found.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Notes the options of an actor that is made.</summary>
    public void Admit(ActorOptions options)
    {
        if (options.LongHandlingTicks < Volatile.Read(ref _shortest))
        {
            Shorten(options.LongHandlingTicks);
        }
    }

    /// <summary>Switches the timer on, as a turn has begun.</summary>
    public void Start()
    {
        if (!Volatile.Read(ref _isOn) && Volatile.Read(ref _shortest) != long.MaxValue)
        {
            lock (_gate)
            {
                StartInsideLock();
            }
        }
    }

    /// <summary>Adds a handling that is pending, until a sweep finds that it no longer is.</summary>
    public void Add(PendingHandling handling)
    {
        if (Volatile.Read(ref _shortest) != long.MaxValue)
        {
            lock (_gate)
            {
                handling.IsWatched = true;
                _ = _pending.Add(handling);
                StartInsideLock();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isOn && _shortest != long.MaxValue && !_disposed)
            {
                _ = Interlocked.Decrement(ref s_idle);
            }

            _disposed = true;
            _isOn = true;
            _pending.Clear();
            _timer?.Dispose();
        }
    }

    private void Shorten(long ticks)
    {
        lock (_gate)
        {
            if (ticks >= _shortest || _disposed)
            {
                return;
            }

            if (_shortest == long.MaxValue)
            {
                _ = Interlocked.Increment(ref s_idle);
            }

            _shortest = ticks;
            if (_isOn)
            {
                ChangeTimerInsideLock(Period);
            }
        }
    }

    private TimeSpan Period => new(Math.Max(_shortest / SweepsPerTime, ShortestPeriod.Ticks));

    private void StartInsideLock()
    {
        if (_isOn || _disposed || _shortest == long.MaxValue)
        {
            return;
        }

        _isOn = true;
        _ = Interlocked.Decrement(ref s_idle);
        if (_timer is null)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = broker.Time.CreateTimer(
                    static state => ((LongHandlingWatch)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        ChangeTimerInsideLock(Period);
    }

    private void ChangeTimerInsideLock(TimeSpan period) => _ = _timer!.Change(period, period);

    private void Sweep()
    {
        // A timer does not wait for the end of its last call.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            if (!_disposed)
            {
                SweepInsideLock();
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void SweepInsideLock()
    {
        RemoveEndedInsideLock();
        ListRunningInsideLock();
        long now = broker.Time.GetTimestamp();
        foreach (ActorCell cell in _running)
        {
            Look(cell, now);
        }

        _running.Clear();
        (_seen, _next) = (_next, _seen);
        _next.Clear();
        if (!IsAnyToBeFoundInsideLock())
        {
            StopInsideLock();
        }
    }

    private void StopInsideLock()
    {
        _isOn = false;
        _ = Interlocked.Increment(ref s_idle);

        // A turn stores its actor, then reads the number of idle brokers, without a fence between. After this barrier it has either seen the
        // new number, or its actor is seen below, or the handling on which it has parked since.
        Interlocked.MemoryBarrierProcessWide();
        if (IsAnyToBeFoundInsideLock())
        {
            _isOn = true;
            _ = Interlocked.Decrement(ref s_idle);
        }
        else
        {
            ChangeTimerInsideLock(Timeout.InfiniteTimeSpan);
        }
    }

    // Whether a turn runs, or a handling is pending that was not counted.
    private bool IsAnyToBeFoundInsideLock()
    {
        RunningTurn.List(broker, _running);
        bool isAny = _running.Count > 0;
        _running.Clear();
        foreach (PendingHandling pending in _pending)
        {
            isAny |= !pending.IsParked || !IsSettled(pending.Cell);
        }

        return isAny;
    }

    private bool IsSettled(ActorCell cell) =>
        cell.Options.LongHandlingTicks == long.MaxValue
        || cell.Context.HasOpenStream
        || (_seen.TryGetValue(cell, out Seen seen) && seen.IsFound && seen.Handling == cell.Context.Handling);

    private void ListRunningInsideLock()
    {
        _running.Clear();
        RunningTurn.List(broker, _running);
        foreach (PendingHandling pending in _pending)
        {
            _running.Add(pending.Cell);
        }
    }

    private void RemoveEndedInsideLock()
    {
        foreach (PendingHandling pending in _pending)
        {
            if (!pending.IsParked)
            {
                pending.IsWatched = false;
                _ended.Add(pending);
            }
        }

        if (_ended.Count == 0)
        {
            return;
        }

        // A turn that parks a handling stores that, then reads whether it is watched, without a fence between. After this barrier it has either
        // seen that it is not, or is seen below.
        Interlocked.MemoryBarrierProcessWide();
        foreach (PendingHandling pending in _ended)
        {
            if (pending.IsParked)
            {
                pending.IsWatched = true;
            }
            else
            {
                _ = _pending.Remove(pending);
            }
        }

        _ended.Clear();
    }

    private void Look(ActorCell cell, long now)
    {
        ActorContext context = cell.Context;
        int handling = context.Handling;
        long limit = cell.Options.LongHandlingTicks;
        if (limit == long.MaxValue || !ActorContext.IsHandling(handling) || context.HasOpenStream)
        {
            return;
        }

        Seen seen = _seen.TryGetValue(cell, out Seen before) && before.Handling == handling ? before : new Seen(handling, now, IsFound: false);
        TimeSpan elapsed = broker.Time.GetElapsedTime(seen.Since, now);
        if (!seen.IsFound && elapsed.Ticks >= limit)
        {
            // The message is that of the handling if the number has not changed meanwhile.
            string message = context.Message?.GetType().Name ?? (cell.Status == ActorStatus.Running ? "message" : "hook");
            Interlocked.MemoryBarrier();
            if (context.Handling != handling)
            {
                return;
            }

            seen = seen with { IsFound = true };
            if (_log.TryLog(Interlocked.Increment(ref _count), out long count))
            {
                broker.Logger.LongHandling(cell.Address, message, elapsed, count);
            }
        }

        _next[cell] = seen;
    }

    private readonly record struct Seen(int Handling, long Since, bool IsFound);
}
