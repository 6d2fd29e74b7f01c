namespace ZmqNative.Actors;

/// <summary>Stands in for the target of an answer.</summary>
internal abstract class ReplyTarget<T> : ReplyTarget
{
    public abstract bool TryReply(T value, uint token);
}
