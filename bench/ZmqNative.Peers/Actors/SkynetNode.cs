namespace ZmqNative.Peers;

/// <summary>The range of numbers that an actor of the tree sums.</summary>
internal sealed record SkynetNode(long First, int Size)
{
    public const int Children = 10;

    public bool IsLeaf => Size == 1;

    public IEnumerable<SkynetNode> Split() =>
        Enumerable.Range(0, Children).Select(i => new SkynetNode(First + ((long)i * (Size / Children)), Size / Children));
}
