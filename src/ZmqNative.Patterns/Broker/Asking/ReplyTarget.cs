namespace ZmqNative.Patterns;

/// <summary>Where the answer to a message goes: an ask in this process, a peer elsewhere.</summary>
/// <remarks>
/// Targets may be pooled: the token tells one use from the next, so that a late answer never reaches another question. The
/// first answer, failure or time-out of a use ends it; whatever comes later is ignored and returns false. Any thread.
/// </remarks>
internal abstract class ReplyTarget
{
    /// <summary>Whether somebody still waits; if not, the message need not be handled.</summary>
    public abstract bool IsPending(uint token);

    /// <summary>Answers.</summary>
    /// <returns>False if nobody waits any more; then the value was not taken over.</returns>
    public abstract bool TryReply(object? value, uint token);

    /// <summary>Answers with a failure, one of those that <see cref="ActorRef"/> documents.</summary>
    public abstract bool TryFail(Exception exception, uint token);

    /// <summary>Whether several answers may be given, through <see cref="WriteAsync"/> and <see cref="TryComplete"/>.</summary>
    public virtual bool IsStream => false;

    /// <summary>Cancelled when a stream's reader has gone. Streams only.</summary>
    public virtual CancellationToken GetCancellation(uint token) => CancellationToken.None;

    /// <summary>Gives one of several answers; waits while the reader is behind. Streams only.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public virtual ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This answer is no stream.");

    /// <summary>Ends a stream. Streams only.</summary>
    public virtual bool TryComplete(uint token) => false;
}

/// <summary>A target in this process that takes its answer without boxing it.</summary>
/// <typeparam name="T">What is asked for.</typeparam>
internal abstract class ReplyTarget<T> : ReplyTarget
{
    public abstract bool TryReply(T value, uint token);
}
