namespace ZmqNative.Patterns;

/// <summary>Distinguishes ids and exact topics from prefixes; libzmq knows prefixes only.</summary>
/// <remarks>
/// A radix tree over the bytes of all subscriptions: a message is looked up along its own first bytes, in one walk for all kinds, however
/// many subscriptions there are. Readers take no lock and see each subscription either before or after a change of it; writers exclude each
/// other. A branch is never changed where a reader could notice: a node that a reader may have reached is replaced by a copy.
/// </remarks>
internal sealed class TopicFilter
{
    // Guards the tree against threads that subscribe and unsubscribe at once.
    private readonly Lock _writing = new();
    private readonly TopicNode _root = new([]);
    private volatile bool _everAdded;

    /// <summary>Whether there was a subscription at any time.</summary>
    public bool EverAdded => _everAdded;

    /// <summary>The number of nodes of the tree, including the root.</summary>
    public int Nodes
    {
        get
        {
            lock (_writing)
            {
                return _root.CountNodes();
            }
        }
    }

    public void Add(ReadOnlySpan<byte> bytes, SubscriptionKind kind)
    {
        lock (_writing)
        {
            TopicNode node = _root;
            while (!bytes.IsEmpty)
            {
                if (node.Find(bytes[0]) is not { } next)
                {
                    next = new TopicNode(bytes.ToArray());
                    next.Change(kind, 1);
                    node.AddBranch(next);
                    _everAdded = true;
                    return;
                }

                int common = bytes.CommonPrefixLength(next.Label);
                node = common == next.Label.Length ? next : node.SplitBranch(next, common);
                bytes = bytes[common..];
            }

            node.Change(kind, 1);
            _everAdded = true;
        }
    }

    /// <summary>Removes one subscription. Returns false if there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> bytes, SubscriptionKind kind)
    {
        lock (_writing)
        {
            TopicNode? grandparent = null;
            TopicNode? parent = null;
            TopicNode node = _root;
            while (!bytes.IsEmpty)
            {
                if (node.Find(bytes[0]) is not { } next || !bytes.StartsWith(next.Label))
                {
                    return false;
                }

                (grandparent, parent, node) = (parent, node, next);
                bytes = bytes[next.Label.Length..];
            }

            if (!node.Has(kind))
            {
                return false;
            }

            node.Change(kind, -1);
            if (parent is null || node.IsSubscribed)
            {
                return true;
            }

            // Every node but the root is subscribed to or a fork, so that the size of the tree is proportional to that of its
            // subscriptions.
            if (node.Branches == 0)
            {
                parent.RemoveBranch(node);
                if (grandparent is not null && !parent.IsSubscribed && parent.Branches == 1)
                {
                    grandparent.JoinBranch(parent);
                }
            }
            else if (node.Branches == 1)
            {
                parent.JoinBranch(node);
            }

            return true;
        }
    }

    /// <summary>Returns whether a message was subscribed to; libzmq has accepted it by its first bytes.</summary>
    /// <param name="firstFrame">The first frame, which begins with the topic.</param>
    /// <param name="topicLength">The length of the topic in bytes.</param>
    /// <param name="isText">Whether it has the Text format.</param>
    public bool Accepts(ReadOnlySpan<byte> firstFrame, int topicLength, bool isText) => Accepts(firstFrame, topicLength, isText, out _);

    /// <summary>Returns whether a message was subscribed to, with the cost of the walk.</summary>
    /// <param name="firstFrame">The first frame, which begins with the topic.</param>
    /// <param name="topicLength">The length of the topic in bytes.</param>
    /// <param name="isText">Whether it has the Text format.</param>
    /// <param name="visited">The number of nodes that it was compared with, for tests.</param>
    public bool Accepts(ReadOnlySpan<byte> firstFrame, int topicLength, bool isText, out int visited)
    {
        TopicNode? node = _root;
        int depth = 0;
        visited = 1;
        while (!node.Accepts(isText, depth == topicLength))
        {
            node = node.Next(firstFrame, ref depth);
            if (node is null)
            {
                return false;
            }

            visited++;
        }

        return true;
    }

    /// <summary>Returns whether a frame begins with a message id that was subscribed to.</summary>
    public bool BeginsWithId(ReadOnlySpan<byte> firstFrame)
    {
        TopicNode? node = _root;
        int depth = 0;
        while (!node.Has(SubscriptionKind.MessageId))
        {
            node = node.Next(firstFrame, ref depth);
            if (node is null)
            {
                return false;
            }
        }

        return true;
    }
}
