namespace ZmqNative.Patterns;

/// <summary>The status of a reply, as it is sent over the wire.</summary>
public enum ReplyStatus : byte
{
    /// <summary>The body is the handler's answer.</summary>
    Ok = 0,

    /// <summary>The handler threw.</summary>
    HandlerFailed = 1,

    /// <summary>There is no receiver with that name.</summary>
    UnknownTarget = 2,

    /// <summary>The server cannot accept more requests now.</summary>
    Overloaded = 3,

    /// <summary>The deadline passed before the handler ran.</summary>
    DeadlinePassed = 4,

    /// <summary>The request cannot be read.</summary>
    BadRequest = 5,
}
