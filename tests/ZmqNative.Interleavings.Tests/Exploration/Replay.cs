namespace ZmqNative.Interleavings;

/// <summary>The repetition of one schedule.</summary>
internal sealed class Replay(string trace) : IStrategy
{
    private readonly List<int> _trace = Parse(trace);
    private int _next;

    /// <summary>Writes a trace as text: the numbers of threads, with repetitions as <c>number*times</c>.</summary>
    public static string Format(IReadOnlyList<int> trace)
    {
        List<string> runs = [];
        for (int i = 0; i < trace.Count;)
        {
            int end = i;
            while (end < trace.Count && trace[end] == trace[i])
            {
                end++;
            }

            runs.Add(end - i == 1 ? $"{trace[i]}" : $"{trace[i]}*{end - i}");
            i = end;
        }

        return string.Join(' ', runs);
    }

    public int Choose(int[] options, bool costs, int yielding)
    {
        int index = _next < _trace.Count ? Array.IndexOf(options, _trace[_next++]) : 0;
        return index >= 0 ? index : throw new InvalidOperationException("The trace is of another scenario, or of another version of the code.");
    }

    public bool MoveNext() => false;

    private static List<int> Parse(string trace)
    {
        List<int> numbers = [];
        foreach (string run in trace.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = run.Split('*');
            numbers.AddRange(Enumerable.Repeat(int.Parse(parts[0], null), parts.Length > 1 ? int.Parse(parts[1], null) : 1));
        }

        return numbers;
    }
}
