using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>The store of a check of durable tells: the effects of each key with the stamp of the last one, and how far the sender is. It outlives the processes.</summary>
/// <param name="options">The options of the check.</param>
internal sealed class DurableStore(DurableCheckOptions options)
{
    // Guards all fields, against the requests of the processes.
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (EffectStamp Stamp, int Count)> _keys = [];

    // Ids of the tells whose effects are there. A server that starts again has forgotten those of entries that were removed.
    private readonly HashSet<(int Key, int Number)> _ids = [];
    private readonly int[] _positions = new int[options.Lanes];
    private readonly List<string> _violations = [];
    private long _repeated;
    private long _storedAgain;
    private long _refused;

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    public (long Effects, long Repeated, long StoredAgain, long Refused) Counts
    {
        get
        {
            lock (_gate)
            {
                return (_keys.Values.Sum(static key => (long)key.Count), _repeated, _storedAgain, _refused);
            }
        }
    }

    /// <summary>The number of tells that the sender knows as confirmed.</summary>
    public long Confirmed
    {
        get
        {
            lock (_gate)
            {
                return _positions.Sum(static position => (long)position);
            }
        }
    }

    /// <summary>Answers a request of a process: <c>effect KEY NUMBER STAMP</c>, <c>confirmed LANE POSITION</c>, <c>position LANE</c>.</summary>
    public string Answer(string request)
    {
        string[] parts = request.Split(' ');
        lock (_gate)
        {
            switch (parts)
            {
                case ["effect", var key, var number, var stamp] when EffectStamp.TryParse(stamp, out EffectStamp read):
                    return WriteInsideLock(Number(key), Number(number), read).ToString();
                case ["confirmed", var lane, var position]:
                    _positions[Number(lane)] = Math.Max(_positions[Number(lane)], Number(position));
                    return "noted";
                case ["position", var lane]:
                    return _positions[Number(lane)].ToString(CultureInfo.InvariantCulture);
                default:
                    _violations.Add($"the request '{request}' cannot be read");
                    return "unknown";
            }
        }
    }

    public void AddViolation(string text)
    {
        lock (_gate)
        {
            _violations.Add(text);
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private EffectDecision WriteInsideLock(int key, int number, EffectStamp stamp)
    {
        bool isKnown = _keys.TryGetValue(key, out (EffectStamp Stamp, int Count) row);
        EffectDecision decision = stamp.Decide(isKnown ? row.Stamp : null);
        switch (decision)
        {
            case EffectDecision.Commit when !_ids.Add((key, number)):
                _storedAgain++;
                _keys[key] = row with { Stamp = stamp };
                return EffectDecision.Skip;
            case EffectDecision.Commit:
                if (number != row.Count)
                {
                    _violations.Add($"key {key}: effect {number} came when {row.Count} was next");
                }

                _keys[key] = (stamp, row.Count + 1);
                break;
            case EffectDecision.Skip:
                _repeated++;
                if (number >= row.Count)
                {
                    _violations.Add($"key {key}: effect {number} counts as done, and only {row.Count} are");
                }

                break;
            default:
                _refused++;
                break;
        }

        return decision;
    }
}
