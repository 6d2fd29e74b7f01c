using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>A few cores that belong permanently to one thread.</summary>
/// <remarks>
/// A core stays in the ring while a frame owns it, and is there again as soon as its version says that none does,
/// whichever thread ended it: a frame that is made and sent reaches the thread's statics once, and no list changes. One
/// that is busy is passed over, and if the next one is, too, a magazine lends another core.
/// <para>
/// The cores point back here. So when the finalizer runs, no frame over one of them can be reached: those without an owner are
/// freed, and a frame that was never disposed leaks, as everywhere.
/// </para>
/// </remarks>
internal sealed class FrameRing
{
    // A power of two. A frame or two at a time need no more, and each costs the thread 150 bytes.
    private const int Size = 8;

    private readonly FrameCore?[] _cores = new FrameCore?[Size];
    private int _next;

    // Addresses that the ring's thread has had on its stack: from the lowest on, so many bytes.
    private nuint _stack;
    private nuint _stackSize;

    // Whether the ring's thread changes the version of one of its cores right now; see FrameCore.Claims.cs.
    private bool _inside;

    public FrameRing()
    {
        Current = _cores[0] = new FrameCore(this);
    }

    /// <summary>The memory of its messages.</summary>
    public FrameSlab Slab { get; } = new(Size);

    /// <summary>Frees the cores that no frame owns.</summary>
    ~FrameRing()
    {
        foreach (FrameCore? core in _cores)
        {
            if (core is { IsFree: true })
            {
                core.Destroy();
            }
        }
    }

    /// <summary>Whether the thread that asks is the ring's.</summary>
    /// <remarks>
    /// What lies between two addresses of a thread's stack is of the same stack, and no other thread has it while that one lives; when it is
    /// gone, its ring may be that of the next thread which has its stack. To look at the address of a local costs less than the
    /// look at the thread's statics that is needed for an address outside (docs/performance-journal.md).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool IsOfThisThread()
    {
        byte local;
        nuint here = (nuint)(&local);

        // The size first: it is written last, so that the two never make a range that is larger than both.
        nuint size = Volatile.Read(ref _stackSize);
        return here - _stack < size || Widen(here);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Widen(nuint here)
    {
        if (FramePool.CurrentRing != this)
        {
            return false;
        }

        nuint end = _stackSize == 0 ? here + 1 : Math.Max(_stack + _stackSize, here + 1);
        nuint begin = _stackSize == 0 ? here : Math.Min(_stack, here);
        Volatile.Write(ref _stack, begin);
        Volatile.Write(ref _stackSize, end - begin);
        return true;
    }

    /// <summary>Lets the ring's own thread change a core with plain stores, unless other threads may do so too.</summary>
    /// <param name="sharing">The state of the core; 0 while only the ring's thread changes it.</param>
    /// <returns>False if it takes an exchange; otherwise <see cref="Exit"/> must follow.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(ref int sharing)
    {
        // The mark must come before the check in program order; the barrier of the thread that makes the core shared orders them for the processor.
        Volatile.Write(ref _inside, true);
        if (Volatile.Read(ref sharing) == 0)
        {
            return true;
        }

        Volatile.Write(ref _inside, false);
        return false;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began. Releases: another thread that sees it sees the version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit() => Volatile.Write(ref _inside, false);

    /// <summary>Waits for the ring's thread to be outside, a few instructions long unless it lost its processor in between.</summary>
    public void WaitUntilOutside()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _inside))
        {
            spin.SpinOnce();
        }
    }

    /// <summary>The core to take next, if it is free; otherwise <see cref="TryAdvance"/>.</summary>
    public FrameCore Current { get; private set; }

    /// <summary>Advances to the next core; false if that one is busy too.</summary>
    /// <remarks>
    /// One step and no search: when frames are ended on another thread, in their order, the next one is the oldest, and each core
    /// that is looked at costs the line that the other processor has just written.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryAdvance()
    {
        int next = (_next + 1) & (Size - 1);
        FrameCore core = _cores[next] ??= new FrameCore(this);
        if (!core.IsFree)
        {
            return false;
        }

        _next = next;
        Current = core;
        return true;
    }
}
