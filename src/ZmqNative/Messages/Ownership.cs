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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryEnd(ref uint current, uint version)
    {
#if DEBUG
        return Interlocked.CompareExchange(ref current, version + 1, version) == version;
#else
        if (current != version)
        {
            return false;
        }

        current = version + 1;
        return true;
#endif
    }
}
