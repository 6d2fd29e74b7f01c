using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Spare frame cores, so that a frame costs no allocation in steady state.</summary>
internal static unsafe class FramePool
{
    // 8,192 cores are about 1 MB, enough for bursts between threads; what exceeds it is freed.
    private static readonly Depot<FrameCore> Depot = new(8192, static core => core.Destroy());

    [ThreadStatic]
    private static Magazine<FrameCore>? t_magazine;

    /// <summary>A core with an empty message; the caller owns it under its current version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameCore Rent()
    {
        Accounting.FrameRented();
        return (t_magazine ??= new Magazine<FrameCore>(Depot)).TryPop(out FrameCore? core) ? core : new FrameCore();
    }

    /// <summary>Takes back a core whose ownership has ended and whose message may still hold content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReturnUsed(FrameCore core)
    {
        _ = Libzmq.zmq_msg_close(core.Message);
        _ = Libzmq.zmq_msg_init(core.Message);
        ReturnEmpty(core);
    }

    /// <summary>Takes back a core whose ownership has ended and whose message is empty, as after a successful send.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReturnEmpty(FrameCore core)
    {
        Accounting.FrameReturned();
        if (!(t_magazine ??= new Magazine<FrameCore>(Depot)).TryPush(core))
        {
            Depot.Destroy(core);
        }
    }
}
