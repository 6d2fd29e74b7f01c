namespace ZmqNative.Patterns;

/// <summary>A node of a <see cref="TopicFilter"/>: bytes that follow those of its parent, and the subscriptions that end there.</summary>
/// <remarks>Changed by one thread at a time; <see cref="Accepts"/>, <see cref="Has"/> and <see cref="Next"/> are for all threads.</remarks>
internal sealed class TopicNode(byte[] label)
{
    private static readonly BranchList NoBranches = new([], []);

    // The number of subscriptions of each kind that end here.
    private int _ids;
    private int _topics;
    private int _prefixes;

    // Volatile: a reader that sees a list sees its content.
    private volatile BranchList _branches = NoBranches;

    /// <summary>The bytes between the parent and this; none for the root.</summary>
    public byte[] Label => label;

    public int Branches => _branches.Nodes.Length;

    /// <summary>Whether a subscription of any kind ends here.</summary>
    public bool IsSubscribed => (_ids | _topics | _prefixes) != 0;

    public bool Has(SubscriptionKind kind) => kind switch
    {
        SubscriptionKind.MessageId => _ids,
        SubscriptionKind.Topic => _topics,
        _ => _prefixes,
    } > 0;

    /// <summary>Returns whether a message whose first bytes lead here was subscribed to.</summary>
    public bool Accepts(bool isText, bool isTopic) => _prefixes > 0 || (isText && _ids > 0) || (isTopic && _topics > 0);

    /// <summary>
    /// Finds the node that the bytes from <paramref name="depth"/> on lead to, and the depth there; null if there is none.
    /// </summary>
    public TopicNode? Next(ReadOnlySpan<byte> bytes, ref int depth)
    {
        if (depth == bytes.Length || Find(bytes[depth]) is not { } next || !bytes[depth..].StartsWith(next.Label))
        {
            return null;
        }

        depth += next.Label.Length;
        return next;
    }

    /// <summary>Finds the branch that begins with a byte.</summary>
    public TopicNode? Find(byte first)
    {
        BranchList branches = _branches;
        int index = branches.FirstBytes.AsSpan().IndexOf(first);
        return index < 0 ? null : Volatile.Read(ref branches.Nodes[index]);
    }

    public void Change(SubscriptionKind kind, int by)
    {
        switch (kind)
        {
            case SubscriptionKind.MessageId:
                _ids += by;
                break;
            case SubscriptionKind.Topic:
                _topics += by;
                break;
            default:
                _prefixes += by;
                break;
        }
    }

    public void AddBranch(TopicNode node)
    {
        BranchList before = _branches;
        _branches = new BranchList([.. before.FirstBytes, node.Label[0]], [.. before.Nodes, node]);
    }

    public void RemoveBranch(TopicNode node)
    {
        BranchList before = _branches;
        int index = Array.IndexOf(before.Nodes, node);
        _branches = new BranchList(
            [.. before.FirstBytes[..index], .. before.FirstBytes[(index + 1)..]],
            [.. before.Nodes[..index], .. before.Nodes[(index + 1)..]]);
    }

    /// <summary>Inserts a node between this and a branch, after the first bytes of the branch's label.</summary>
    /// <returns>The node between.</returns>
    public TopicNode SplitBranch(TopicNode branch, int length)
    {
        TopicNode between = new(branch.Label[..length]);
        between.AddBranch(branch.WithLabel(branch.Label[length..]));
        Replace(branch, between);
        return between;
    }

    /// <summary>Merges a branch without subscriptions and the only branch that it has.</summary>
    public void JoinBranch(TopicNode branch)
    {
        TopicNode only = branch._branches.Nodes[0];
        Replace(branch, only.WithLabel([.. branch.Label, .. only.Label]));
    }

    public int CountNodes()
    {
        int count = 1;
        foreach (TopicNode node in _branches.Nodes)
        {
            count += node.CountNodes();
        }

        return count;
    }

    // A copy: readers may be reading the old label.
    private TopicNode WithLabel(byte[] other) =>
        new(other) { _ids = _ids, _topics = _topics, _prefixes = _prefixes, _branches = _branches };

    // The first byte stays the same, so the list need not be replaced. Readers find the one node or the other.
    private void Replace(TopicNode branch, TopicNode by)
    {
        TopicNode[] nodes = _branches.Nodes;
        Volatile.Write(ref nodes[Array.IndexOf(nodes, branch)], by);
    }

    /// <summary>The branches of a node and the byte that each begins with, in the same order. Replaced as a whole.</summary>
    private sealed record BranchList(byte[] FirstBytes, TopicNode[] Nodes);
}
