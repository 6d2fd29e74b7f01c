namespace ZmqNative.Actors;

/// <summary>Stands in for the target of an answer.</summary>
internal abstract class ReplyTarget
{
    public abstract bool IsPending(uint token);

    public abstract bool TryReply(object? value, uint token);

    public abstract bool TryFail(Exception exception, uint token);

    public virtual bool IsAskedBy(ActorCell cell, uint token) => false;

    public virtual ActorCell? FindAsker(uint token) => null;

    public virtual void SetQueueEntry(IMailboxQueueEntry place, uint token)
    {
    }

    public virtual CancellationToken GetCancellation(uint token) => CancellationToken.None;

    public virtual bool IsCancellable(uint token) => false;

    public virtual TimeSpan GetTimeLeft(uint token) => TimeSpan.Zero;
}
