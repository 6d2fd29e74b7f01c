using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <content>Claims on the native message; see <see cref="Ownership"/>.</content>
public readonly unsafe partial struct Frame
{
    /// <summary>The core of a frame that the caller has claimed.</summary>
    internal FrameCore Claimed => _core!;

    /// <summary>The version that the core must have.</summary>
    internal long Version => _version;

    /// <summary>Whether this is, or was, a frame at all.</summary>
    internal bool IsSome => _core is not null;

    /// <summary>Whether both are handles of the same owner.</summary>
    internal bool IsSameAs(Frame other) => _core == other._core && _version == other._version;

    /// <summary>
    /// Claims the message for ending, sending or receiving; <see cref="GiveBack"/> or the core's end follows. False if it has ended.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryClaim() => _core is { } core && core.TryClaim(_version);

    /// <summary>Ends a claim: this handle owns the frame as before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void GiveBack() => _core!.GiveBack(_version);

    /// <summary>Ends a claim as <see cref="GiveBack"/> does, after another message has replaced the one that was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void GiveBackReplaced() => _core!.GiveBackReplaced(_version);

    /// <summary>Ends the ownership and leaves the core, owned without a handle, to the caller; false if it had ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryKeep() => _core!.TryMove(_version, out _);

    // For calls into libzmq that read or write what another thread may be ending. The core's GiveBack must follow.
    private FrameCore Hold()
    {
        if (_core is not { } core || !core.TryHold(_version))
        {
            ThrowHelper.ThrowFrameGone();
            return null;
        }

        return core;
    }
}
