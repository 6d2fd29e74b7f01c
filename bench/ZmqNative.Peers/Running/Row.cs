namespace ZmqNative.Peers;

/// <summary>The measurements that are made of every library of a group.</summary>
/// <param name="Load">throughput, async, latency or request-reply; for actors tell, ask, spawn, end or skynet.</param>
/// <param name="Transport">inproc or tcp; <see cref="Actors"/> for actors.</param>
/// <param name="Size">Bytes per message; for actors the messages in flight, per pair or in total.</param>
/// <param name="Count">Messages, round trips, requests or actors per round.</param>
/// <param name="InFlight">Requests in flight; 0 for loads without requests.</param>
internal sealed record Row(string Load, string Transport, int Size, int Count, int InFlight = 0)
{
    public const string Actors = "actors";
    public const string Requests = "request-reply";

    private const int KiB = 1024;

    public static IReadOnlyList<Row> OfSockets { get; } =
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
        new(Requests, "tcp", 16, 3_000, 1),
        new(Requests, "tcp", 16, 8_000, 4),
        new(Requests, "tcp", 16, 16_000, 16),
        new(Requests, "tcp", 16, 32_000, 64),
        new(Requests, "tcp", 16, 64_000, 256),
        new(Requests, "tcp", 16, 64_000, 1_024),
    ];

    public static IReadOnlyList<Row> OfActors { get; } =
    [
        new("tell", Actors, 100, 8_000_000),
        new("ask", Actors, 64, 640_000),
        new("spawn", Actors, 0, 1_000_000),
        new("end", Actors, 0, 1_000_000),
        new("skynet", Actors, 0, 1_000_000),
    ];

    public string Unit => Load switch
    {
        "latency" => "us",
        "spawn" or "end" or "skynet" => "actors/s",
        _ => "msg/s",
    };

    public string Title => InFlight > 0 ? $"{Load}, {Transport}, {Size} B, {InFlight} in flight"
        : Transport != Actors ? $"{Load}, {Transport}, {Size} B"
        : Size == 0 ? Load
        : $"{Load}, {Size} in flight";

    public string Id => InFlight > 0 ? $"{Load}/{Transport}/{Size}/{InFlight}" : $"{Load}/{Transport}/{Size}";
}
