namespace ZmqNative.Interleavings;

/// <summary>All schedules, depth first, in which threads are interrupted no more than a number of times.</summary>
internal sealed class BoundedPreemptions(int bound) : IStrategy
{
    private readonly List<Node> _path = [];
    private int _depth;
    private int _used;

    public int Choose(int[] options, bool costs, int yielding)
    {
        if (_depth == _path.Count)
        {
            _path.Add(new Node(options.Length, costs, _used));
        }

        Node node = _path[_depth++];
        if (node.Options != options.Length)
        {
            throw new InvalidOperationException("The scenario is not the same each time: something in it is not controlled.");
        }

        _used += node.Costs && node.Chosen > 0 ? 1 : 0;
        return node.Chosen;
    }

    public bool MoveNext()
    {
        _depth = 0;
        _used = 0;
        while (_path.Count > 0)
        {
            Node last = _path[^1];
            if (last.Chosen + 1 < last.Options && (!last.Costs || last.UsedBefore < bound))
            {
                last.Chosen++;
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    private sealed class Node(int options, bool costs, int usedBefore)
    {
        public int Options => options;

        public bool Costs => costs;

        public int UsedBefore => usedBefore;

        public int Chosen { get; set; }
    }
}
