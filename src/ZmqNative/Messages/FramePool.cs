using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>Spare frame cores, so that a frame costs no allocation in steady state.</summary>
internal static unsafe class FramePool
{
    // 8,192 cores are about 1 MB, enough for bursts between threads; what exceeds it is freed.
    private static readonly SharedCache<FrameCore> Shared = new(8192, static core => core.Destroy());

    [ThreadStatic]
    private static FrameRing? t_ring;

    // Apart from the ring, which lives as long as a frame over one of its cores does.
    [ThreadStatic]
    private static ThreadCache<FrameCore>? t_cache;

    /// <summary>The ring of the thread that asks; null if it has made no frame yet.</summary>
    public static FrameRing? CurrentRing
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_ring;
    }

    /// <summary>A core with an empty message; the caller owns it under its current version.</summary>
    public static FrameCore Rent()
    {
        FrameCore core = RentForReceive();
        core.Clear();
        return core;
    }

    /// <summary>A core whose message is to be received over, or replaced with an inline one; it may have leftovers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameCore RentForReceive()
    {
        if (Diagnostics.CountsFrames)
        {
            return RentCounted();
        }

        return Rent(t_ring ?? MakeRing());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FrameCore Rent(FrameRing ring)
    {
        FrameCore core = ring.Current;
        if (!core.IsFree)
        {
            core = RentBeside(ring);
        }

        core.Take();
        return core;
    }

    /// <summary>A core for an object that is pooled itself and keeps it; not counted as a frame that is alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameCore RentOwned()
    {
        FrameCore core = RentShared();
        core.Take();
        return core;
    }

    /// <summary>Takes back a claimed core whose message may still hold content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReturnUsed(FrameCore core)
    {
        core.EndContent();
        Return(core);
    }

    /// <summary>Takes back a claimed core whose message a successful send left empty, or one that no frame has had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(FrameCore core)
    {
        if (Diagnostics.CountsFrames)
        {
            Uncount(core);
        }

        ReturnOwned(core);
    }

    /// <summary>Takes back what <see cref="RentOwned"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReturnOwned(FrameCore core)
    {
        if (core.Ring is null)
        {
            ReturnShared(core);
        }
        else
        {
            core.Free();
        }
    }

    /// <summary>Counts a core that a frame has got.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Count(FrameCore core)
    {
        Accounting.FrameRented();
        if (Diagnostics.ReportsLeaks)
        {
            core.ReportLeak();
        }
    }

    /// <summary>Counts a core whose frame was ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Uncount(FrameCore core)
    {
        Accounting.FrameReturned();
        core.EndLeakReport();
    }

    // A ring would keep the core of a frame that was never ended, and the collector would never miss it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FrameCore RentCounted()
    {
        FrameCore core = Diagnostics.ReportsLeaks ? RentOwned() : Rent(t_ring ?? MakeRing());
        Count(core);
        return core;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReturnShared(FrameCore core)
    {
        core.Free();
        if (!Cache().TryPush(core))
        {
            Shared.Destroy(core);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FrameCore RentBeside(FrameRing ring) => ring.TryAdvance() ? ring.Current : RentShared();

    private static FrameCore RentShared() => Cache().TryPop(out FrameCore? core) ? core : new FrameCore();

    private static ThreadCache<FrameCore> Cache() => t_cache ??= new ThreadCache<FrameCore>(Shared);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FrameRing MakeRing() => t_ring = new FrameRing();
}
