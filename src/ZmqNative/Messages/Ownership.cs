using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>The versions that tell which handle owns a pooled object.</summary>
/// <remarks>
/// <code>
///   free --take--> owned by the handle with this version --claim--> busy: being ended, sent or received into
///   busy --give back--> owned again, by the same handle; --free--> free, with the next version
///   owned --hold--> held: in use by one thread that gives it back at once --give back--> owned
///   owned --move--> owned by the handle with the next version
/// </code>
/// A version is a number of 64 bits, the state is in its two lowest. Each object takes ranges of numbers that no other object ever has, so
/// that a handle that was torn between two threads, the object of one with the version of another, matches nothing.
/// </remarks>
internal static class Ownership
{
    /// <summary>The state of an object without an owner.</summary>
    public const long Free = 0;

    /// <summary>The state of an object that belongs to the handle with the same version.</summary>
    public const long Owned = 1;

    /// <summary>The state of an object that is being ended, sent or received into.</summary>
    public const long Busy = 2;

    /// <summary>The state of an object that is in use for a short time, during which other threads wait.</summary>
    public const long Held = 3;

    private const long Step = 4;

    // Small enough that ranges do not run out before 2^52 objects were made, large enough that taking one costs nothing.
    private const long Range = 1 << 12;

    private static long _lastRange;

    /// <summary>A version, free, at the beginning of a range that no other object has.</summary>
    public static long NewRange() => Interlocked.Add(ref _lastRange, Range);

    /// <summary>The next version of the same object, free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Next(long version)
    {
        long next = (version & -Step) + Step;
        return (next & (Range - 1)) != 0 ? next : NewRange();
    }

    /// <summary>Changes an owned version to another state or version, with an exchange; waits while it is held.</summary>
    /// <returns>False if <paramref name="version"/> does not own the object any more.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryChange(ref long current, long version, long to)
    {
        long seen = Interlocked.CompareExchange(ref current, to, version);
        return seen == version || (seen == version - Owned + Held && TryChangeHeld(ref current, version, to));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryChangeHeld(ref long current, long version, long to)
    {
        SpinWait spin = default;
        long seen;
        do
        {
            spin.SpinOnce();
            seen = Interlocked.CompareExchange(ref current, to, version);
        }
        while (seen == version - Owned + Held);
        return seen == version;
    }
}
