using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The target of the answer to a message: an ask in this process, or a peer in another one.</summary>
/// <remarks>
/// Targets may be pooled: the token is the number of the use, so that a late answer never reaches another ask. The first answer, failure or
/// time-out ends the use; later calls do nothing and return false. Any thread.
/// </remarks>
internal abstract class ReplyTarget
{
    /// <summary>Whether the answer is still waited for; if not, the message need not be handled.</summary>
    public abstract bool IsPending(uint token);

    /// <summary>Gives the answer.</summary>
    /// <returns>False if the answer is not waited for anymore; then the value was not taken over.</returns>
    public abstract bool TryReply(object? value, uint token);

    /// <summary>Gives a failure, one of those that <see cref="ActorRef"/> documents.</summary>
    public abstract bool TryFail(Exception exception, uint token);

    /// <summary>Whether the actor that is to answer waits for the answer itself, in its current handling.</summary>
    public virtual bool IsAskedBy(ActorCell cell, uint token) => false;

    /// <summary>Returns the actor that waits for the answer, in the handling in which it has asked; null if none does.</summary>
    public virtual ActorCell? FindAsker(uint token) => null;

    /// <summary>Notes that the message waits for space in a mailbox. A target that can end before withdraws it then.</summary>
    public virtual void SetQueueEntry(IMailboxQueueEntry entry, uint token)
    {
    }

    /// <summary>Whether several answers may be given, through <see cref="WriteAsync"/> and <see cref="TryComplete"/>.</summary>
    public virtual bool IsStream => false;

    /// <summary>
    /// Returns the token that is cancelled when the answer is not waited for any more, without having been given; for a stream, when its reader
    /// has left.
    /// </summary>
    public virtual CancellationToken GetCancellation(uint token) => CancellationToken.None;

    /// <summary>Whether the wait for the answer may end before its time, so that an actor of another process is to be notified then.</summary>
    public virtual bool IsCancellable(uint token) => false;

    /// <summary>Gives one of several answers; waits while the reader is behind. Streams only.</summary>
    /// <exception cref="OperationCanceledException">The reader has left.</exception>
    public virtual ValueTask WriteAsync(object? value, uint token, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This answer is no stream.");

    /// <summary>Stores what passes the answers on that come from another process. Streams only.</summary>
    public virtual void SetSource(RemoteStream source, uint token)
    {
    }

    /// <summary>Ends a stream. Streams only.</summary>
    public virtual bool TryComplete(uint token) => false;

    /// <summary>The type that answers must have.</summary>
    public virtual Type AnswerType => typeof(object);

    /// <summary>Returns the time for which the answer is still waited for; infinite if that is not known.</summary>
    public virtual TimeSpan GetTimeLeft(uint token) => Timeout.InfiniteTimeSpan;

    /// <summary>Sets an answer that was received from another process; the frames are disposed, whatever the outcome.</summary>
    public virtual bool TryReplyFrames(MultipartMessage frames, int first, RemoteRef from, uint token)
    {
        object? value;
        try
        {
            value = ActorPayload.Read(frames, first, AnswerType, from.Serializer);
        }
        catch (Exception exception)
        {
            return TryFail(new ActorSerializationException($"the answer is no {AnswerType.Name}.", from.Address, exception), token);
        }

        if (TryReply(value, token))
        {
            return true;
        }

        // The answer is not waited for any more.
        Discard(value, from);
        return false;
    }

    /// <summary>Disposes an answer that nobody gets. User code, which may throw: that must not end the loop that reads answers.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It is logged.")]
    private protected static void Discard(object? value, RemoteRef from)
    {
        try
        {
            (value as IDisposable)?.Dispose();
        }
        catch (Exception exception)
        {
            from.Owner.FailureLog.AddUndisposedAnswer(from.Address, exception);
        }
    }
}

/// <summary>A target that takes its answer without boxing it.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal abstract class ReplyTarget<T> : ReplyTarget
{
    public abstract bool TryReply(T value, uint token);

    public override Type AnswerType => typeof(T);

    public override bool TryReplyFrames(MultipartMessage frames, int first, RemoteRef from, uint token)
    {
        T value;
        try
        {
            value = ActorPayload.Read<T>(frames, first, from.Serializer);
        }
        catch (Exception exception)
        {
            return TryFail(new ActorSerializationException($"the answer is no {typeof(T).Name}.", from.Address, exception), token);
        }

        if (TryReply(value, token))
        {
            return true;
        }

        // The answer is not waited for any more.
        Discard(value, from);
        return false;
    }
}
