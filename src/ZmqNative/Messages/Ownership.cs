using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>The step that ends an owner's use of a pooled object, so that every copy of its handle is dead.</summary>
/// <remarks>
/// A frame and a message are for one thread at a time, so a plain step does. An exchange would make the processor wait until
/// all it has written is through, the message in libzmq's queue included, which the other end's processor still holds: over
/// inproc that costs more than all else that the binding does (docs/performance.md). Debug builds take the exchange: there two
/// threads that end copies of one handle at once are told apart, and the pools cannot get an object twice.
/// </remarks>
internal static class Ownership
{
    // Two, because the odd versions of a frame's core say that it is owned, or about to be freed.
    private const uint Step = 2;

    /// <summary>Ends the use that <paramref name="version"/> stands for and leaves the object to the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryEnd(ref uint current, uint version)
    {
        if (!TryClaim(ref current, version))
        {
            return false;
        }

        current = version + Step;
        return true;
    }

    /// <summary>As <see cref="TryEnd"/>, where <see cref="Free"/> follows when the object's content is gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaim(ref uint current, uint version) =>
#if DEBUG
        Interlocked.CompareExchange(ref current, version + Step, version) == version;
#else
        current == version;
#endif

    /// <summary>Makes an odd version even. Releases: whoever sees it may take the object at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(ref uint current) => Volatile.Write(ref current, current + 1);
}
