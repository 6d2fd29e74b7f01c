namespace ZmqNative.Samples.Gateway;

/// <summary>A message in the log.</summary>
/// <param name="Sequence">Its number since the start, from 1; there are no gaps.</param>
/// <param name="Json">One JSON value, compact, in UTF-8 without needless escapes.</param>
/// <param name="ReceivedAt">The time of arrival in Unix seconds.</param>
/// <param name="Latency">Milliseconds since its own <c>timestamp</c>, by the clocks of both machines, or null.</param>
internal sealed record LoggedMessage(long Sequence, ReadOnlyMemory<byte> Json, double ReceivedAt, double? Latency)
{
    // The object, the array of its JSON and its place in the ring, in bytes, rounded up.
    private const int Overhead = 128;

    /// <summary>The memory that it uses, in bytes.</summary>
    public int Size => Json.Length + Overhead;

    /// <summary>The number of lists being sent that hold it. Only <see cref="ListLimiter"/> reads and changes it, inside its lock.</summary>
    public int Lists { get; set; }
}
