namespace ZmqNative.Samples.ClusterOrders;

/// <summary>
/// The store of all orders and books, in place of a database. It keeps the greatest fence of each key, and refuses writes with a smaller one: a broker that was suspended, and has lost the key meanwhile, changes
/// nothing any more.
/// </summary>
internal sealed class FencedStore
{
    public const string Saved = "saved";
    public const string Stale = "stale";

    // Guards the entries, against the requests of three processes.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Fence Fence, string Json)> _entries = new(StringComparer.Ordinal);

    /// <summary>Answers <c>load KEY</c> with the state, empty for none, and <c>save KEY FENCE STATE</c>.</summary>
    public string Answer(string request)
    {
        string[] words = request.Split(' ', 4);
        lock (_gate)
        {
            (Fence Fence, string Json) entry = _entries.GetValueOrDefault(words[1]);
            if (words is [_, _])
            {
                return entry.Json ?? string.Empty;
            }

            if (!Fence.TryParse(words[2], out Fence fence) || fence < entry.Fence)
            {
                return Stale;
            }

            _entries[words[1]] = (fence, words[3]);
            return Saved;
        }
    }
}
