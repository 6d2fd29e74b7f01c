namespace ZmqNative.Peers;

/// <summary>What is measured for every library.</summary>
/// <param name="Load">throughput, async, latency or request-reply.</param>
/// <param name="Transport">inproc or tcp.</param>
/// <param name="Size">Bytes per message.</param>
/// <param name="Count">Messages, round trips or requests per round.</param>
internal sealed record Row(string Load, string Transport, int Size, int Count)
{
    private const int KiB = 1024;

    public static IReadOnlyList<Row> All { get; } =
    [
        new("throughput", "inproc", 16, 1_000_000),
        new("throughput", "inproc", KiB, 1_000_000),
        new("throughput", "tcp", 16, 500_000),
        new("throughput", "tcp", KiB, 200_000),
        new("throughput", "tcp", 64 * KiB, 10_000),
        new("async", "inproc", 16, 200_000),
        new("async", "tcp", 16, 200_000),
        new("latency", "inproc", 16, 5_000),
        new("latency", "tcp", 16, 3_000),
        new("request-reply", "tcp", 16, 32_000),
    ];

    public string Unit => Load == "latency" ? "us" : "msg/s";

    public string Id => $"{Load}/{Transport}/{Size}";
}
