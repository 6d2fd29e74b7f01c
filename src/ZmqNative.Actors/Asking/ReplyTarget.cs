using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

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

    /// <summary>Whether the actor that is to answer waits for the answer itself, at what it handles now.</summary>
    public virtual bool IsAskedBy(ActorCell cell, uint token) => false;

    /// <summary>The actor that waits for the answer, in the handling in which it has asked; null if none does.</summary>
    public virtual ActorCell? FindAsker(uint token) => null;

    /// <summary>The message waits for room in a mailbox: what ends by itself takes it out of there when it does.</summary>
    public virtual void SetWaiting(IWaitingPlace place, uint token)
    {
    }

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

    /// <summary>What answers must be.</summary>
    public virtual Type AnswerType => typeof(object);

    /// <summary>How long somebody waits from now on; infinite if that is not known.</summary>
    public virtual TimeSpan GetTimeLeft(uint token) => Timeout.InfiniteTimeSpan;

    /// <summary>Answers with what came from another process; the frames are gone afterwards, whatever the outcome.</summary>
    public virtual bool TryReplyFrames(MultipartMessage frames, int first, RemoteRef from, uint token)
    {
        object? value;
        try
        {
            value = ActorPayload.Read(frames, first, AnswerType, from.Serializer);
        }
        catch (Exception exception)
        {
            return TryFail(new ActorSerializationException(from.Address, $"the answer is no {AnswerType.Name}.", exception), token);
        }

        if (TryReply(value, token))
        {
            return true;
        }

        // Nobody waits any more.
        (value as IDisposable)?.Dispose();
        return false;
    }
}

/// <summary>A target in this process that takes its answer without boxing it.</summary>
/// <typeparam name="T">What is asked for.</typeparam>
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
            return TryFail(new ActorSerializationException(from.Address, $"the answer is no {typeof(T).Name}.", exception), token);
        }

        if (TryReply(value, token))
        {
            return true;
        }

        // Nobody waits any more.
        (value as IDisposable)?.Dispose();
        return false;
    }
}
