using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <content>Changes of the version; the states are drawn at <see cref="Ownership"/>.</content>
internal sealed partial class MessageCore
{
    /// <summary>Whether the owner with this version is alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOwnedBy(long version)
    {
        long current = Volatile.Read(ref _version);
        return current == version || current == version - Ownership.Owned + Ownership.Held;
    }

    /// <summary>Makes the caller the owner of a core from the pool.</summary>
    public void TakeCore() => _version += Ownership.Owned;

    /// <summary>Begins to end, send or receive over the message; <see cref="FreeCore"/> or <see cref="GiveBack"/> follows.</summary>
    /// <returns>True for one caller per version.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(long version) => Ownership.TryChange(ref _version, version, version - Ownership.Owned + Ownership.Busy);

    /// <summary>Claims as <see cref="TryClaim"/> does, for a short time during which other threads wait; <see cref="GiveBack"/> follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryHold(long version) => Ownership.TryChange(ref _version, version, version - Ownership.Owned + Ownership.Held);

    /// <summary>Passes the ownership on to another handle, if <paramref name="version"/> still holds.</summary>
    public bool TryMove(long version, out long next)
    {
        next = Ownership.Next(version) + Ownership.Owned;
        return Ownership.TryChange(ref _version, version, next);
    }

    /// <summary>Ends a claim or hold: the owner with this version has it as before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GiveBack(long version) => Volatile.Write(ref _version, version);

    /// <summary>Ends the use of a claimed core.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FreeCore() => Volatile.Write(ref _version, Ownership.Next(_version));
}
