namespace ZmqNative;

/// <summary>The connection was lost in the middle of a multipart message, whose first frames were discarded.</summary>
/// <remarks>
/// The socket can still be used: the next receive begins with the next message. The libzmq that ZmqNative builds delivers messages whole
/// or not at all; others can fail so when a peer goes while its messages are received.
/// </remarks>
public sealed class MessageTornException : ZmqException
{
    /// <summary>Creates an exception; public for tests of code that handles one.</summary>
    /// <param name="discardedFrames">The number of frames of the message that had come and were discarded.</param>
    /// <param name="operation">The operation that failed, such as <c>receive on SUB socket</c>.</param>
    /// <param name="endpoint">The endpoint concerned, or null.</param>
    public MessageTornException(int discardedFrames, string operation = "receive", string? endpoint = null)
        : base(
            $"Cannot {operation}{(endpoint is null ? string.Empty : $" at {endpoint}")}: the connection was lost in the middle of a message; " +
            $"its first {(discardedFrames == 1 ? "frame was" : $"{discardedFrames:N0} frames were")} discarded. Receive again for the next message.",
            Errno.EAGAIN,
            operation,
            "the rest of the message is missing",
            endpoint) => DiscardedFrames = discardedFrames;

    /// <summary>The number of frames of the message that had come and were discarded.</summary>
    public int DiscardedFrames { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
