namespace ZmqNative.Patterns;

/// <summary>A pattern that answers every message by a handler: a <see cref="ReplyServer"/> or a <see cref="PairServer"/>.</summary>
/// <remarks><see cref="ReplyingPatternExtensions"/> has the other forms of handlers.</remarks>
public interface IReplyingPattern
{
    /// <summary>Answers every message from now on, in the background, until the pattern is disposed.</summary>
    /// <param name="handler">The handler; texts, bytes, frames and JSON convert to a <see cref="Payload"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    void Handle(Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler);
}
