namespace ZmqNative.Actors;

/// <summary>Stands in for one actor's wait for another; no actor sends in these scenarios.</summary>
internal sealed class ActorWait(ActorCell actor, int handling, ActorCell awaited, bool forStop)
{
    public ActorCell Actor => actor;

    public int Handling => handling;

    public ActorCell Awaited => awaited;

    public bool ForStop => forStop;

    public void End()
    {
    }
}
