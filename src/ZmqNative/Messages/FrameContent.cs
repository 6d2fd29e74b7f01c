namespace ZmqNative;

/// <summary>The origins of the bytes of a native message.</summary>
internal enum FrameContent : byte
{
    /// <summary>Bytes of libzmq or of the caller, or none: they must not be written to.</summary>
    Foreign,

    /// <summary>Made by this process for this message alone.</summary>
    Made,

    /// <summary>
    /// Those of an inline message whose owner has ended. libzmq ends it when it receives over it, as it does for C programs that use one
    /// message again and again; whatever else writes to it must call <see cref="FrameCore.Clear"/> before.
    /// </summary>
    Leftover,
}
