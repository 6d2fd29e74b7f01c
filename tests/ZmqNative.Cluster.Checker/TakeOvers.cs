using System.Diagnostics;

namespace ZmqNative.Cluster.Checker;

/// <summary>Measures the times from a fault of a broker until each key that it owned is written with a greater fence.</summary>
/// <remarks>
/// The bound is for faults that are alone in their window. It is the lease, a margin (a fifth of the lease) and two looks (a sixth each): the others wait for lease and margin from the look that has first
/// seen the last renewal, and may find at the next look only that this time is over. In addition each key is allowed what the scheduling of the machine may take: 5 seconds, and ten times the longest delay of a timer that
/// was measured meanwhile, since the look, the compare-and-sets, the watches, the ask, the handling and the write are about ten steps of different processes, one after the other.
/// </remarks>
/// <param name="lease">The lease of the brokers, which have the default margin.</param>
internal sealed class TakeOvers(TimeSpan lease)
{
    private const double MarginsPerLease = 5;
    private const double LooksPerLease = 6;
    private const int Steps = 10;

    private static readonly TimeSpan FixedAllowance = TimeSpan.FromSeconds(5);

    // Guards all fields, against the writes to the store.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private readonly List<(string Key, Pending Fault, TimeSpan Time)> _measured = [];
    private readonly List<TimeSpan> _times = [];
    private readonly List<TimeSpan> _disturbed = [];
    private readonly List<string> _violations = [];
    private TimeSpan _allowance = FixedAllowance;

    /// <summary>The documented bound.</summary>
    public TimeSpan Bound => lease * (1 + (1 / MarginsPerLease) + (2 / LooksPerLease));

    /// <summary>The number of keys that no write with a greater fence was seen of.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

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

    public TakeOverReport Report
    {
        get
        {
            lock (_gate)
            {
                return new TakeOverReport([.. _times.Order()], [.. _disturbed.Order()], Bound, _allowance);
            }
        }
    }

    /// <summary>Begins the measurement of a fault, just before it is injected.</summary>
    /// <param name="fault">The fault, for the text of a violation.</param>
    /// <param name="owned">The keys that the broker owns, with their fences.</param>
    /// <param name="isAlone">Whether there is no other fault in the window: then the bound counts, and <see cref="End"/> follows.</param>
    public void Begin(string fault, IReadOnlyList<(string Key, Fence Fence)> owned, bool isAlone)
    {
        lock (_gate)
        {
            if (isAlone)
            {
                // Of faults beside others: keys that have not moved then may move now, for another reason.
                _pending.Clear();
            }

            long now = Stopwatch.GetTimestamp();
            foreach ((string key, Fence fence) in owned)
            {
                _ = _pending.TryAdd(key, new Pending(fault, fence, now, isAlone));
            }
        }
    }

    /// <summary>Notes a write that the store has accepted.</summary>
    public void NoteWrite(string key, Fence fence)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(key, out Pending? pending) && fence > pending.Fence)
            {
                _ = _pending.Remove(key);
                TimeSpan time = Stopwatch.GetElapsedTime(pending.Since);
                if (pending.IsAlone)
                {
                    _measured.Add((key, pending, time));
                }
                else
                {
                    _disturbed.Add(time);
                }
            }
        }
    }

    /// <summary>Ends the measurement of a fault that was alone, and compares its times with the bound.</summary>
    /// <param name="delay">The longest delay of a timer meanwhile.</param>
    public void End(TimeSpan delay)
    {
        TimeSpan allowance = FixedAllowance + (delay * Steps);
        lock (_gate)
        {
            _allowance = allowance > _allowance ? allowance : _allowance;
            foreach ((string key, Pending fault, TimeSpan time) in _measured)
            {
                _times.Add(time);
                if (time > Bound + allowance)
                {
                    AddViolationInsideLock(key, fault, $"after {Quantiles.Seconds(time)}", allowance);
                }
            }

            foreach ((string key, Pending fault) in _pending)
            {
                AddViolationInsideLock(key, fault, $"not within {Quantiles.Seconds(Stopwatch.GetElapsedTime(fault.Since))}", allowance);
            }

            _measured.Clear();
            _pending.Clear();
        }
    }

    private void AddViolationInsideLock(string key, Pending fault, string outcome, TimeSpan allowance) => _violations.Add(
        $"'{key}': taken over {outcome} ({fault.Fault}); the bound is {Quantiles.Seconds(Bound)}, and {Quantiles.Seconds(allowance)} for the scheduling of the machine");

    private sealed record Pending(string Fault, Fence Fence, long Since, bool IsAlone);
}
