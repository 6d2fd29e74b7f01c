using System.Collections.Concurrent;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>A store of effects by key, with the stamp of the last one: as a user's database.</summary>
internal sealed class EffectStore
{
    private readonly ConcurrentDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private int _skipped;

    /// <summary>The number of effects that were there already.</summary>
    public int Skipped => Volatile.Read(ref _skipped);

    public int Count => _rows.Values.Sum(static row => row.Count);

    public string[] Of(string key) => _rows.TryGetValue(key, out Row? row) ? row.Copy() : [];

    /// <summary>Writes an effect, as the stamp decides. Refused is an exception, so that the message is not acknowledged.</summary>
    public void Write(string key, ActorContext context, string effect)
    {
        if (!_rows.GetOrAdd(key, static _ => new Row()).Write(EffectStamp.Of(context), effect))
        {
            _ = Interlocked.Increment(ref _skipped);
        }
    }

    private sealed class Row
    {
        private readonly List<string> _effects = [];
        private EffectStamp? _stamp;

        public int Count
        {
            get
            {
                lock (_effects)
                {
                    return _effects.Count;
                }
            }
        }

        public string[] Copy()
        {
            lock (_effects)
            {
                return [.. _effects];
            }
        }

        public bool Write(EffectStamp stamp, string effect)
        {
            lock (_effects)
            {
                switch (stamp.Decide(_stamp))
                {
                    case EffectDecision.Commit:
                        _effects.Add(effect);
                        _stamp = stamp.After(_stamp);
                        return true;
                    case EffectDecision.Skip:
                        return false;
                    default:
                        throw new InvalidOperationException("The key has another owner.");
                }
            }
        }
    }
}
