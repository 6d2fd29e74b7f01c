using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>
/// The objects that are alive: contexts and sockets always, frames and wrapped buffers if <see cref="Diagnostics.CountsFrames"/> is set.
/// </summary>
/// <remarks>Tests read it after each test; the per-frame counters would cost an interlocked operation per message.</remarks>
internal static class Accounting
{
    private static int _contexts;
    private static int _sockets;
    private static long _frames;
    private static long _wrappedBuffers;
    private static long _leakedFrames;

    public static int LiveContexts => Volatile.Read(ref _contexts);

    public static int LiveSockets => Volatile.Read(ref _sockets);

    /// <summary>Frames that have an owner: received, created or in a message, and not yet sent or disposed.</summary>
    public static long LiveFrames => Interlocked.Read(ref _frames);

    /// <summary>Managed buffers that libzmq still holds.</summary>
    public static long LiveWrappedBuffers => Interlocked.Read(ref _wrappedBuffers);

    public static void ContextCreated() => Interlocked.Increment(ref _contexts);

    public static void ContextEnded() => Interlocked.Decrement(ref _contexts);

    public static void SocketCreated() => Interlocked.Increment(ref _sockets);

    public static void SocketClosed() => Interlocked.Decrement(ref _sockets);

    /// <summary>Frames that were collected without having been ended, where leaks are reported.</summary>
    public static long LeakedFrames => Interlocked.Read(ref _leakedFrames);

    public static void FrameLeaked() => Interlocked.Increment(ref _leakedFrames);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FrameRented()
    {
        if (Diagnostics.CountsFrames)
        {
            Interlocked.Increment(ref _frames);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FrameReturned()
    {
        if (Diagnostics.CountsFrames)
        {
            Interlocked.Decrement(ref _frames);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BufferWrapped()
    {
        if (Diagnostics.CountsFrames)
        {
            Interlocked.Increment(ref _wrappedBuffers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BufferReleased()
    {
        if (Diagnostics.CountsFrames)
        {
            Interlocked.Decrement(ref _wrappedBuffers);
        }
    }
}
