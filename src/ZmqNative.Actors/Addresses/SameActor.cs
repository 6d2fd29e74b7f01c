namespace ZmqNative.Actors;

/// <summary>Takes references for equal that lead to the same place: several may lead to one actor.</summary>
internal sealed class SameActor : IEqualityComparer<ActorRef>
{
    public static readonly SameActor Comparer = new();

    private SameActor()
    {
    }

    public bool Equals(ActorRef? x, ActorRef? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null && x.Owner == y.Owner && string.Equals(x.Address, y.Address, StringComparison.Ordinal));

    public int GetHashCode(ActorRef obj) => obj.Address.GetHashCode(StringComparison.Ordinal);
}
