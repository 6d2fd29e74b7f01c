using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>A lock for sections of some ten to some hundred nanoseconds that are seldom contended, on hot paths alone.</summary>
/// <remarks>
/// <see cref="Lock"/> costs two interlocked operations and two calls, this one interlocked operation and a plain store. The
/// price: nobody parks. Who finds it taken spins, then yields the processor until the holder, which must not block, is out.
/// Entering twice on one thread is an error that is reported. It must be a field that is neither readonly nor copied.
/// </remarks>
internal struct ShortLock
{
    // The managed id of the thread that is inside; 0 when nobody is.
    private int _owner;

    /// <summary>Enters; disposing the result, on the same thread, leaves.</summary>
    /// <exception cref="LockRecursionException">The thread is inside already.</exception>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope Enter()
    {
        int me = Environment.CurrentManagedThreadId;

        // Acquires: what the last holder wrote is seen.
        if (Interlocked.CompareExchange(ref _owner, me, 0) != 0)
        {
            EnterContended(ref _owner, me);
        }

        return new Scope(ref _owner);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterContended(ref int owner, int me)
    {
        if (Volatile.Read(ref owner) == me)
        {
            throw new LockRecursionException(
                "A socket was used inside its own Configure action; use the raw socket that the action is given.");
        }

        SpinWait spin = default;
        do
        {
            // Never sleeps: a millisecond is a thousand sections. The holder may have lost its processor, which yielding
            // gives back.
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref owner) != 0 || Interlocked.CompareExchange(ref owner, me, 0) != 0);
    }

    /// <summary>The time inside.</summary>
    internal readonly ref struct Scope
    {
        private readonly ref int _owner;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Scope(ref int owner) => _owner = ref owner;

        // Releases: what was written inside is seen by the next holder.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => Volatile.Write(ref _owner, 0);
    }
}
