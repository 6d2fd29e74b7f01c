using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interleavings;

/// <summary>
/// Random schedules, each from its own seed: alternately by priorities that change a few times, and by a random choice at each step.
/// </summary>
/// <remarks>
/// The first kind is "probabilistic concurrency testing" (Burckhardt and others, 2010): the thread of the highest priority runs, and at
/// a few random steps the running one gets the lowest. It finds faults that need a few switches of threads, far apart.
/// </remarks>
[SuppressMessage("Security", "CA5394", Justification = "It must be repeatable.")]
internal sealed class RandomPriorities(int seed, int count) : IStrategy
{
    private const int MostChanges = 4;
    private const int Stay = 3;

    private readonly Dictionary<int, double> _priorities = [];
    private readonly HashSet<int> _changes = [];
    private Random _random = new(seed);
    private int _number;
    private int _step;
    private int _longest = 50;
    private double _lowest;

    public int Choose(int[] options, bool costs, int yielding)
    {
        _longest = Math.Max(_longest, ++_step);
        if (options is [0, -1])
        {
            return _random.Next(2);
        }

        if (_number % 2 == 1)
        {
            return costs && _random.Next(Stay) > 0 ? 0 : _random.Next(options.Length);
        }

        if (yielding != 0 || _changes.Contains(_step))
        {
            _priorities[yielding != 0 ? yielding : options[0]] = --_lowest;
        }

        return Enumerable.Range(0, options.Length).MaxBy(i => Priority(options[i]));
    }

    public bool MoveNext()
    {
        _random = new Random(seed + ++_number);
        _priorities.Clear();
        _changes.Clear();
        _step = 0;
        _lowest = 0;
        int changes = _random.Next(MostChanges + 1);
        for (int i = 0; i < changes; i++)
        {
            _ = _changes.Add(_random.Next(_longest) + 1);
        }

        return _number < count;
    }

    private double Priority(int thread)
    {
        if (!_priorities.TryGetValue(thread, out double priority))
        {
            _priorities[thread] = priority = _random.NextDouble();
        }

        return priority;
    }
}
