using System.Globalization;

namespace ZmqTool.Output;

/// <summary>Counts what was sent and received, for the summary at the end.</summary>
internal sealed class Tally(ToolConsole console)
{
    private readonly long _begin = console.Time.GetTimestamp();
    private long _sent;
    private long _sentBytes;
    private long _received;
    private long _receivedBytes;

    public long Sent => Interlocked.Read(ref _sent);

    public long Received => Interlocked.Read(ref _received);

    public void CountSent(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        _ = Interlocked.Increment(ref _sent);
        _ = Interlocked.Add(ref _sentBytes, frames.Sum(static frame => (long)frame.Length));
    }

    public void CountReceived(byte[][] frames)
    {
        _ = Interlocked.Increment(ref _received);
        _ = Interlocked.Add(ref _receivedBytes, frames.Sum(static frame => (long)frame.Length));
    }

    /// <summary>Writes the summary to the standard error.</summary>
    /// <param name="sends">Whether the verb sends.</param>
    /// <param name="receives">Whether the verb receives.</param>
    public void WriteSummary(bool sends, bool receives)
    {
        double seconds = console.Time.GetElapsedTime(_begin).TotalSeconds;
        List<string> parts = [];
        if (sends)
        {
            parts.Add($"sent {Describe(Sent, Interlocked.Read(ref _sentBytes))}");
        }

        if (receives)
        {
            parts.Add($"received {Describe(Received, Interlocked.Read(ref _receivedBytes))}");
        }

        console.Note($"{string.Join(", ", parts)} in {seconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
    }

    private static string Describe(long messages, long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{messages:N0} {(messages == 1 ? "message" : "messages")} ({bytes:N0} {(bytes == 1 ? "byte" : "bytes")})");
}
