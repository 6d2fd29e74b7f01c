namespace ZmqNative.Actors;

/// <summary>Stands in for the reference to an actor.</summary>
internal sealed class ActorRef(Broker owner)
{
    public Broker Owner => owner;

    public string Address => "actor";

    public bool NeedsThreadPool => false;

    public string DescribeConnections() => string.Empty;

    public void Expire(Action<uint> end, uint use) => end(use);
}
