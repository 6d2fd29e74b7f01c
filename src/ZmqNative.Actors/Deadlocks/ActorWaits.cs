namespace ZmqNative.Actors;

/// <summary>The current waits of one actor. Any thread.</summary>
internal sealed class ActorWaits
{
    // Guards the list, against the actor's own code and the actors that look for cycles. Nothing is called inside.
    private readonly Lock _gate = new();
    private readonly List<ActorWait> _waits = [];

    public void Add(ActorWait wait)
    {
        lock (_gate)
        {
            _waits.Add(wait);
        }
    }

    public void Remove(ActorWait wait)
    {
        lock (_gate)
        {
            _ = _waits.Remove(wait);
        }
    }

    public ActorWait[] List()
    {
        lock (_gate)
        {
            return [.. _waits];
        }
    }
}
