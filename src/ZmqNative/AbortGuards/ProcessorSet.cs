namespace ZmqNative;

/// <summary>The processors that this process may use, as Linux reports them.</summary>
internal static class ProcessorSet
{
    /// <summary>Whether threads of this process may run on <paramref name="processor"/>.</summary>
    public static bool Allows(int processor)
    {
        const string Status = "/proc/self/status";
        const string Label = "Cpus_allowed_list:";
        if (processor < 0)
        {
            return false;
        }

        if (!OperatingSystem.IsLinux() || !File.Exists(Status))
        {
            return processor < Environment.ProcessorCount;
        }

        string? line = File.ReadLines(Status).FirstOrDefault(static l => l.StartsWith(Label, StringComparison.Ordinal));
        return line is null
            ? processor < Environment.ProcessorCount
            : line[Label.Length..].Split(',').Any(range => Contains(range.AsSpan().Trim(), processor));
    }

    // "0-3" or "5"
    private static bool Contains(ReadOnlySpan<char> range, int processor)
    {
        int dash = range.IndexOf('-');
        return dash < 0
            ? int.TryParse(range, out int only) && only == processor
            : int.TryParse(range[..dash], out int first) && int.TryParse(range[(dash + 1)..], out int last)
                && processor >= first && processor <= last;
    }
}
