namespace ZmqNative.Patterns;

/// <summary>An operation that an <see cref="OperationDeadline"/> ends.</summary>
internal interface ITimedOperation
{
    /// <summary>The number of the current use: odd while it is pending, even when it has ended.</summary>
    uint Use { get; }

    /// <summary>Called when the time of a use is over. On the timer's thread; the use may have ended meanwhile.</summary>
    void Expire(uint use);
}
