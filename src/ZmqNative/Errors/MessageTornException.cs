namespace ZmqNative;

/// <summary>The connection was lost in the middle of a multipart message, whose first frames were discarded.</summary>
/// <remarks>
/// The socket goes on: the next receive begins with the next message. The libzmq that ZmqNative builds delivers messages whole or not at
/// all; others can fail so when a peer goes while its messages are received.
/// </remarks>
public sealed class MessageTornException : ZmqException
{
    internal MessageTornException(int frames, string operation, string? endpoint)
        : base(
            $"Cannot {operation}{(endpoint is null ? string.Empty : $" at {endpoint}")}: the connection was lost in the middle of a message; " +
            $"its first {(frames == 1 ? "frame was" : $"{frames:N0} frames were")} discarded. Receive again for the next message.",
            Errno.EAGAIN,
            operation,
            "the rest of the message is missing",
            endpoint) => DiscardedFrames = frames;

    /// <summary>How many frames of the message had come and were discarded.</summary>
    public int DiscardedFrames { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
