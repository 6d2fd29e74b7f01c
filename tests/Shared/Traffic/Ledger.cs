namespace ZmqNative.Tests.Traffic;

/// <summary>The counts of one load, summed over its rounds, and the differences that nothing explains.</summary>
internal sealed class Ledger
{
    private const int MaxProblems = 20;

    // Guards the fields below, against the threads of the load and of the report.
    private readonly Lock _gate = new();
    private readonly List<(string Name, long Count)> _counts = [];
    private readonly List<string> _problems = [];

    /// <summary>The counts, in the order in which they were first made.</summary>
    public IReadOnlyList<(string Name, long Count)> Counts
    {
        get
        {
            lock (_gate)
            {
                return [.. _counts];
            }
        }
    }

    /// <summary>The differences that nothing explains.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Returns a count.</summary>
    public long this[string name] => Counts.FirstOrDefault(count => count.Name == name).Count;

    /// <summary>Adds to a count.</summary>
    public void Count(string name, long count = 1)
    {
        lock (_gate)
        {
            int index = _counts.FindIndex(c => c.Name == name);
            if (index < 0)
            {
                _counts.Add((name, count));
            }
            else
            {
                _counts[index] = (name, _counts[index].Count + count);
            }
        }
    }

    /// <summary>Notes a difference that nothing explains.</summary>
    public void Fail(string problem)
    {
        lock (_gate)
        {
            if (_problems.Count < MaxProblems)
            {
                _problems.Add(problem);
            }
        }
    }

    /// <summary>Notes a difference unless a rule holds.</summary>
    public void Check(bool holds, string rule)
    {
        if (!holds)
        {
            Fail(rule);
        }
    }
}
