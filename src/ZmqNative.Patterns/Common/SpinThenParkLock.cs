using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>A lock for rarely contended sections of tens to hundreds of nanoseconds, for hot paths only.</summary>
/// <remarks>
/// <para>
/// <see cref="Lock"/> costs two interlocked operations and two calls; this one costs one interlocked operation, a plain store and a plain
/// load. A thread that finds it taken spins and yields the processor a bounded number of times, and then parks until a holder leaves. It is
/// not fair: a thread that arrives may enter before one that is parked. Entering twice on one thread is an error that is reported.
/// </para>
/// <para>
/// <see cref="EnterExclusively"/> is for sections of any length, and for those that run user code: threads that find it taken in this way
/// park without spinning, and <see cref="TryEnter"/> does not wait for them. The lock must be a field that is neither readonly nor copied.
/// </para>
/// <code>
///   free (0) --Enter, TryEnter-----> taken (the managed id of the thread)           --Exit--> free
///            --EnterExclusively----> taken exclusively (the id, made negative)      --Exit--> free
/// </code>
/// </remarks>
internal struct SpinThenParkLock
{
    // SpinWait spins for about ten rounds, some microseconds in all, and yields the processor in the others, so that a preempted holder
    // can run. A holder that still has the lock afterwards is blocked, or needs longer than the thread switch that parking costs.
    private const int SpinsBeforeParking = 30;

    // The owner; see the states above.
    private int _owner;

    // 1 while a thread that leaves has to wake a parked one.
    private int _wake;

    // The parked threads; made by the first one.
    private ParkedThreads? _parked;

    /// <summary>The number of threads that are parked, or about to park.</summary>
    public readonly int ParkedCount => Volatile.Read(in _parked)?.Count ?? 0;

    /// <summary>Enters; disposing the result, on the same thread, leaves.</summary>
    /// <exception cref="LockRecursionException">The thread is inside already.</exception>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope Enter()
    {
        int me = Environment.CurrentManagedThreadId;

        // Acquires: this thread sees the writes of the last holder.
        if (Interlocked.CompareExchange(ref _owner, me, 0) != 0)
        {
            _ = EnterContended(me, waitForExclusive: true);
        }

        return new Scope(ref this);
    }

    /// <summary>Enters unless another thread is inside exclusively. For a thread that must not wait for user code.</summary>
    /// <returns>True if it is inside; it must call <see cref="Exit"/> then.</returns>
    /// <exception cref="LockRecursionException">The thread is inside already.</exception>
    public bool TryEnter()
    {
        int me = Environment.CurrentManagedThreadId;
        return Interlocked.CompareExchange(ref _owner, me, 0) == 0 || EnterContended(me, waitForExclusive: false);
    }

    /// <summary>Enters for a long section, or one that runs user code; disposing the result, on the same thread, leaves.</summary>
    /// <exception cref="LockRecursionException">The thread is inside already.</exception>
    [UnscopedRef]
    public Scope EnterExclusively()
    {
        int me = -Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref _owner, me, 0) != 0)
        {
            _ = EnterContended(me, waitForExclusive: true);
        }

        // A thread that parked while the section before this one ran may be one that does not wait for this one.
        Volatile.Read(ref _parked)?.WakeAll();
        return new Scope(ref this);
    }

    /// <summary>Leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        // Releases: the next holder sees the writes of this one. The load may run before the store is visible; the barrier of
        // ParkedThreads closes that race.
        Volatile.Write(ref _owner, 0);
        if (Volatile.Read(ref _wake) != 0)
        {
            Wake();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake() => _parked!.WakeOne(ref _wake);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool EnterContended(int mine, bool waitForExclusive)
    {
        SpinWait spin = default;
        for (int i = 0; i < SpinsBeforeParking; i++)
        {
            int owner = Volatile.Read(ref _owner);
            if (owner == 0)
            {
                if (Interlocked.CompareExchange(ref _owner, mine, 0) == 0)
                {
                    return true;
                }
            }
            else if (owner == mine || owner == -mine)
            {
                ThrowInside(isExclusive: owner < 0);
            }
            else if (owner < 0)
            {
                // The exclusive section may take any time.
                if (!waitForExclusive)
                {
                    return false;
                }

                break;
            }

            // Never sleeps: one millisecond is as long as a thousand sections.
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return EnsureParked().Enter(ref _owner, ref _wake, mine, waitForExclusive);
    }

    private ParkedThreads EnsureParked()
    {
        if (_parked is { } parked)
        {
            return parked;
        }

        parked = new ParkedThreads();
        return Interlocked.CompareExchange(ref _parked, parked, null) ?? parked;
    }

    [DoesNotReturn]
    private static void ThrowInside(bool isExclusive) => throw new LockRecursionException(
        isExclusive
            ? "A socket was used inside its own Configure action; use the raw socket that the action is given."
            : "The thread is inside this lock already. An object was used inside a callback that it makes while it is locked, such as the " +
              "release callback of a frame that it sends.");

    /// <summary>The scope of a section: disposing it leaves the lock.</summary>
    internal readonly ref struct Scope
    {
        private readonly ref SpinThenParkLock _lock;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Scope(ref SpinThenParkLock entered) => _lock = ref entered;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => _lock.Exit();
    }
}
