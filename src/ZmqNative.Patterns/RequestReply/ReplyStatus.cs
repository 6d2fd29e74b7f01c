namespace ZmqNative.Patterns;

/// <summary>How a request ended, as it goes over the wire.</summary>
public enum ReplyStatus : byte
{
    /// <summary>The body is the handler's answer.</summary>
    Ok = 0,

    /// <summary>The handler threw.</summary>
    HandlerFailed = 1,

    /// <summary>Nobody is there by that name.</summary>
    UnknownTarget = 2,

    /// <summary>The server cannot take more now.</summary>
    Overloaded = 3,

    /// <summary>The deadline passed before the handler ran.</summary>
    DeadlinePassed = 4,

    /// <summary>The request cannot be read.</summary>
    BadRequest = 5,
}
