namespace ZmqNative.Patterns;

/// <summary>The number of sockets that a context which serves many patterns may have.</summary>
/// <remarks>
/// A pattern takes three: its own and the two ends of its monitor. libzmq's default of 1,023 is full with 341 of them. Each socket
/// needs a file descriptor at least, so the limit of the process is the one that counts.
/// </remarks>
internal static class SocketCapacity
{
    private const int LibzmqDefault = 1023;

    /// <summary>The number of sockets that the process may have, within what libzmq allows.</summary>
    public static int For(Context context)
    {
        int limit = context.SocketLimit;
        return Math.Clamp(DescriptorLimit, Math.Min(LibzmqDefault, limit), limit);
    }

    /// <summary>The number of descriptors that the process may have now; <see cref="int.MaxValue"/> if that is unknown, or not limited.</summary>
    public static int DescriptorLimit => ReadDescriptorLimit();

    // If the limit is unknown, the system refuses the descriptor beyond it.
    private static int ReadDescriptorLimit()
    {
        const string Limits = "/proc/self/limits";
        const string Label = "Max open files";
        if (!OperatingSystem.IsLinux() || !File.Exists(Limits))
        {
            return int.MaxValue;
        }

        string? line = File.ReadLines(Limits).FirstOrDefault(static l => l.StartsWith(Label, StringComparison.Ordinal));
        string? soft = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, out int count) ? count : int.MaxValue;
    }
}
