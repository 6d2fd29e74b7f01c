namespace ZmqNative.Actors.Tests;

/// <summary>A reference that accepts everything, and counts the reads of its address.</summary>
internal sealed class CountedRef(Broker broker, string address, Action looked, Action? watched = null) : ActorRef
{
    public override string Address
    {
        get
        {
            looked();
            return address;
        }
    }

    internal override Broker Owner => broker;

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token) => PostResult.Accepted;

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken) => default;

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
    }

    internal override void Watch(ActorCell watcher) => watched?.Invoke();

    internal override void Unwatch(ActorCell watcher)
    {
    }
}
