using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <content>Changes of the version by the thread of the ring and by other threads.</content>
/// <remarks>
/// <para>
/// An exchange makes the processor wait until all it has written is through, the message in libzmq's queue included, which the other
/// end's processor still holds: over inproc that costs more than all else that the binding does (docs/performance-journal.md). So the core of a
/// ring is changed with plain stores by the thread whose ring it is, until another thread ends, sends or claims a frame of it. From then
/// on it takes an exchange from both:
/// </para>
/// <code>
///   one thread: the ring's thread alone changes the version, with plain stores between Enter and Exit of the ring
///   one thread --another thread claims it--> becoming shared: the ring's thread waits at the lock
///   becoming shared --barrier, and the ring's thread is outside--> shared, permanently
/// </code>
/// <para>
/// The other thread pays for the fence: after <see cref="Interlocked.MemoryBarrierProcessWide"/> either it sees that the ring's thread is
/// inside, and waits, or that thread sees that the core becomes shared. A ring has eight cores, so a thread meets that eight times at most.
/// Cores without a ring are always changed by an exchange.
/// </para>
/// </remarks>
internal sealed unsafe partial class FrameCore
{
    private const int OneThread = 0;
    private const int BecomingShared = 1;
    private const int Shared = 2;

    private int _sharing;

    /// <summary>The version that a frame must carry to own this core.</summary>
    public long Version
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _version);
    }

    /// <summary>Whether no frame owns it. Acquires: what the last owner did, on whatever thread, is over.</summary>
    public bool IsFree
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Volatile.Read(ref _version) & Ownership.Held) == Ownership.Free;
    }

    /// <summary>Whether the owner with this version is alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOwnedBy(long version)
    {
        long current = Volatile.Read(ref _version);
        return current == version || current == version - Ownership.Owned + Ownership.Held;
    }

    /// <summary>Makes the caller the owner of a core that is free and that no other thread can take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take() => _version += Ownership.Owned;

    /// <summary>Begins to end the ownership, or to give the message to libzmq; <see cref="Free"/> or <see cref="GiveBack"/> follows.</summary>
    /// <returns>True for one caller per version.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(long version) => TryChange(version, version - Ownership.Owned + Ownership.Busy);

    /// <summary>Claims as <see cref="TryClaim"/> does, for a short time during which other threads wait; <see cref="GiveBack"/> follows.</summary>
    public bool TryHold(long version) => TryChange(version, version - Ownership.Owned + Ownership.Held);

    /// <summary>Passes the ownership on to another handle, if <paramref name="version"/> still holds.</summary>
    /// <param name="version">The version that ends.</param>
    /// <param name="next">The version of the only owner.</param>
    public bool TryMove(long version, out long next)
    {
        next = Ownership.Next(version) + Ownership.Owned;
        return TryChange(version, next);
    }

    /// <summary>Ends a claim or hold: the owner with this version has it as before. Releases what was done meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GiveBack(long version) => Volatile.Write(ref _version, version);

    /// <summary>Ends a claim as <see cref="GiveBack"/> does, after another message has replaced the one that was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GiveBackReplaced(long version)
    {
        Volatile.Write(ref _replacements, _replacements + 1);
        Volatile.Write(ref _version, version);
    }

    /// <summary>Ends the use of a claimed core. Releases: the thread whose ring it is in may take it at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free() => Volatile.Write(ref _version, Ownership.Next(_version));

    /// <summary>Ends the ownership of a claimed core and makes the caller its owner, without a handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep() => Volatile.Write(ref _version, Ownership.Next(_version) + Ownership.Owned);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryChange(long version, long to)
    {
        FrameRing? ring = Ring;
        if (ring is null || Volatile.Read(ref _sharing) != OneThread || !ring.IsOfThisThread() || !ring.TryEnter(ref _sharing))
        {
            return TryExchange(version, to);
        }

        bool changed = _version == version;
        if (changed)
        {
            _version = to;
        }

        ring.Exit();

        // What the claim allows comes after it: a thread that reads without one must see the version change first.
        Volatile.WriteBarrier();
        return changed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryExchange(long version, long to)
    {
        if (Ring is not null && Volatile.Read(ref _sharing) != Shared)
        {
            if (!IsOwnedBy(version))
            {
                return false;
            }

            BecomeShared();
        }

        return Ownership.TryChange(ref _version, version, to);
    }

    private void BecomeShared()
    {
        lock (Ring!)
        {
            if (_sharing == Shared)
            {
                return;
            }

            Volatile.Write(ref _sharing, BecomingShared);
            Interlocked.MemoryBarrierProcessWide();
            Ring.WaitUntilOutside();
            Volatile.Write(ref _sharing, Shared);
        }
    }

    private bool IsHeld(long version) => Volatile.Read(ref _version) == version - Ownership.Owned + Ownership.Held;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindHeld(long version, out byte* data, out long length)
    {
        SpinWait spin = default;
        while (IsHeld(version))
        {
            spin.SpinOnce();
        }

        return TryFind(version, out data, out length);
    }
}
