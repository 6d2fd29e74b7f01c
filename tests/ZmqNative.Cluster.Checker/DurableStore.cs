using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>The store of a check of durable tells: the effects of each key with the stamp of the last one, and how far the sender is. It outlives the processes.</summary>
/// <param name="options">The options of the check.</param>
internal sealed class DurableStore(DurableCheckOptions options)
{
    // The end of a lane that goes on.
    private const int NoEnd = int.MaxValue;
    private const int DescribedKeys = 10;

    // Guards all fields, against the requests of the processes.
    private readonly Lock _gate = new();

    // The stamp and the number of the next effect of each key. Effects are in order, so that this number tells which ids are there.
    private readonly Dictionary<int, (EffectStamp Stamp, int Next)> _keys = [];
    private readonly int[] _positions = new int[options.Lanes];
    private readonly int[] _ends = [.. Enumerable.Repeat(NoEnd, options.Lanes)];
    private readonly List<string> _violations = [];
    private long _effects;
    private long _repeated;
    private long _storedAgain;
    private long _refused;
    private bool _isEnding;

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
                return (_effects, _repeated, _storedAgain, _refused);
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

    /// <summary>Returns the first keys that have fewer effects than confirmed tells.</summary>
    public string DescribeMissing()
    {
        lock (_gate)
        {
            return string.Join(", ", Enumerable.Range(0, options.Keys)
                .Select(key => (Key: key, Told: ToldInsideLock(key), Done: _keys.GetValueOrDefault(key).Next))
                .Where(static row => row.Done < row.Told)
                .Take(DescribedKeys)
                .Select(static row => $"key {row.Key} has {row.Done} of {row.Told}"));
        }
    }

    /// <summary>Lets each lane of the sender end at its next confirmation.</summary>
    public void EndSending()
    {
        lock (_gate)
        {
            _isEnding = true;
        }
    }

    /// <summary>Answers a request of a process: <c>effect KEY NUMBER STAMP</c> with the decision, <c>confirmed LANE POSITION</c> and <c>position LANE</c> with the position and the end of the lane.</summary>
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
                    return ConfirmInsideLock(Number(lane), Number(position));
                case ["position", var lane]:
                    return DescribeInsideLock(Number(lane));
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

    private string DescribeInsideLock(int lane) => string.Create(CultureInfo.InvariantCulture, $"{_positions[lane]} {_ends[lane]}");

    // The sender has sent nothing behind the position that it confirms, so the lane can end there: the number of its tells is known then.
    private string ConfirmInsideLock(int lane, int position)
    {
        _positions[lane] = Math.Max(_positions[lane], position);
        if (_isEnding && _ends[lane] == NoEnd)
        {
            _ends[lane] = _positions[lane];
        }

        return DescribeInsideLock(lane);
    }

    // The number of confirmed tells of a key: those of its lane go to the keys of the lane in turn.
    private int ToldInsideLock(int key)
    {
        (int rounds, int more) = Math.DivRem(_positions[key % options.Lanes], options.Keys / options.Lanes);
        return rounds + (key / options.Lanes < more ? 1 : 0);
    }

    private EffectDecision WriteInsideLock(int key, int number, EffectStamp stamp)
    {
        bool isKnown = _keys.TryGetValue(key, out (EffectStamp Stamp, int Next) row);
        EffectStamp? last = isKnown ? row.Stamp : null;
        EffectDecision decision = stamp.Decide(last);
        switch (decision)
        {
            case EffectDecision.Commit when number < row.Next:
                // A server that starts again has forgotten the ids of entries that were removed.
                _storedAgain++;
                _keys[key] = row with { Stamp = stamp.After(last) };
                return EffectDecision.Skip;
            case EffectDecision.Commit:
                if (number != row.Next)
                {
                    _violations.Add($"{DateTimeOffset.UtcNow:HH:mm:ss.f} key {key}: effect {number} came when {row.Next} was next, with the stamp {stamp} behind {last}");
                }

                _effects++;
                _keys[key] = (stamp.After(last), number + 1);
                break;
            case EffectDecision.Skip:
                _repeated++;
                if (number >= row.Next)
                {
                    _violations.Add($"key {key}: effect {number} counts as done, and {row.Next} is next");
                }

                break;
            default:
                _refused++;
                break;
        }

        return decision;
    }
}
