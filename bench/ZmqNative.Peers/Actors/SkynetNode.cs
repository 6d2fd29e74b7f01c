namespace ZmqNative.Peers;

/// <summary>The numbers that an actor of the tree sums: from the first on.</summary>
internal sealed record SkynetNode(long First, int Size)
{
    public const int Children = 10;

    public bool IsLeaf => Size == 1;

    public IEnumerable<SkynetNode> Split() =>
        Enumerable.Range(0, Children).Select(i => new SkynetNode(First + ((long)i * (Size / Children)), Size / Children));
}
