using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>A few cores that belong to one thread for good.</summary>
/// <remarks>
/// A core stays in the ring while a frame owns it, and is there again as soon as its version says that nobody does,
/// whichever thread ended it: a frame that is made and sent reaches the thread's statics once, and no list changes. One
/// that is busy is passed over, and if the next one is, too, a magazine lends another core.
/// <para>
/// The cores point back here. So when the finalizer runs, no frame over one of them can be reached: those that nobody owns are
/// freed, and a frame that was never disposed leaks, as everywhere.
/// </para>
/// </remarks>
internal sealed class FrameRing
{
    // A power of two. A frame or two at a time need no more, and each costs the thread 150 bytes.
    private const int Size = 8;

    private readonly FrameCore?[] _cores = new FrameCore?[Size];
    private int _next;

    public FrameRing()
    {
        Current = _cores[0] = new FrameCore(this);
    }

    /// <summary>Frees the cores that nobody owns.</summary>
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

    /// <summary>The core to take next, if it is free; otherwise <see cref="TryAdvance"/>.</summary>
    public FrameCore Current { get; private set; }

    /// <summary>Goes on to the next core; false if that one is busy too.</summary>
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
