using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <content>Who may change the version, and how.</content>
/// <remarks>
/// <para>
/// An exchange makes the processor wait until all it has written is through, the message in libzmq's queue included, which the other
/// end's processor still holds: over inproc that costs more than all else that the binding does (docs/performance.md). So the core of a
/// ring is changed with plain stores by the thread whose ring it is, until another thread ends, sends or claims a frame of it. From then
/// on it takes an exchange from both:
/// </para>
/// <code>
///   at home: its thread alone changes the version, with plain stores between Enter and Exit of the ring
///   at home --another thread comes--> leaving: the home thread waits at the gate --barrier, and nobody inside--> roams, for good
/// </code>
/// <para>
/// The other thread pays for the fence: after <see cref="Interlocked.MemoryBarrierProcessWide"/> either it sees that the home thread is
/// inside, and waits, or the home thread sees that the core is leaving. A ring has eight cores, so a thread meets that eight times at most.
/// Cores without a home are always changed by an exchange.
/// </para>
/// </remarks>
internal sealed unsafe partial class FrameCore
{
    private const int AtHome = 0;
    private const int Leaving = 1;
    private const int Roams = 2;

    private int _whereabouts;

    /// <summary>The version that a frame must carry to own this core.</summary>
    public long Version
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _version);
    }

    /// <summary>Whether nobody owns it. Acquires: what the last owner did, on whatever thread, is over.</summary>
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

    /// <summary>As <see cref="TryClaim"/>, for a moment in which other threads wait; <see cref="GiveBack"/> follows.</summary>
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

    /// <summary>As <see cref="GiveBack"/>, after another message came in place of the one that was there.</summary>
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
        FrameRing? home = Home;
        if (home is null || Volatile.Read(ref _whereabouts) != AtHome || !home.IsOfThisThread() || !home.TryEnter(ref _whereabouts))
        {
            return TryExchange(version, to);
        }

        bool changed = _version == version;
        if (changed)
        {
            _version = to;
        }

        home.Exit();

        // What the claim allows comes after it: a thread that reads without one must see the version change first.
        Volatile.WriteBarrier();
        return changed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryExchange(long version, long to)
    {
        if (Home is not null && Volatile.Read(ref _whereabouts) != Roams)
        {
            if (!IsOwnedBy(version))
            {
                return false;
            }

            Leave();
        }

        return Ownership.TryChange(ref _version, version, to);
    }

    private void Leave()
    {
        lock (Home!)
        {
            if (_whereabouts == Roams)
            {
                return;
            }

            Volatile.Write(ref _whereabouts, Leaving);
            Interlocked.MemoryBarrierProcessWide();
            Home.WaitUntilOutside();
            Volatile.Write(ref _whereabouts, Roams);
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
