namespace ZmqNative.Actors;

/// <summary>Takes references for equal that lead to the same place: several may lead to one actor.</summary>
internal sealed class SameActor : IEqualityComparer<ActorRef>
{
    public static readonly SameActor Comparer = new();

    private SameActor()
    {
    }

    public bool Equals(ActorRef? x, ActorRef? y) => x?.Equals(y) ?? y is null;

    public int GetHashCode(ActorRef obj) => obj.GetHashCode();
}
