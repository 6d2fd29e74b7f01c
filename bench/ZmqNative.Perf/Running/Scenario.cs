namespace ZmqNative.Perf;

/// <summary>A scenario: a load of ZmqNative, and the C program or other load that it is compared with.</summary>
/// <param name="Name">The name, such as <c>throughput</c>.</param>
/// <param name="Api">raw, async, batch, pattern, or another part that distinguishes scenarios.</param>
/// <param name="Variant">The part that distinguishes scenarios with the same name and API; empty if there is only one.</param>
/// <param name="Transport">inproc, ipc or tcp.</param>
/// <param name="Size">Bytes per message.</param>
/// <param name="Count">Messages, round trips or requests per round.</param>
/// <param name="Load">The load's key, see <see cref="Perf.Load.Create"/>.</param>
/// <param name="Tools">The baseline, which also decides whether each end has its own process.</param>
internal sealed record Scenario(
    string Name, string Api, string Variant, string Transport, int Size, int Count, string Load, Tools Tools)
{
    /// <summary>The number of requests in flight, or of subscribers.</summary>
    public int Width { get; init; } = 1;

    /// <summary>The number of clients of one server, in scenarios of requests.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>
    /// Another load of ZmqNative to compare with instead of a C program: it runs in processes of the same kind, alternating with
    /// <see cref="Load"/>, with the same size, count and width.
    /// </summary>
    public string? BaselineLoad { get; init; }

    /// <summary>The name of the baseline in tables and plots.</summary>
    public string BaselineName => BaselineLoad ?? "C";

    /// <summary>The least number of rounds of the warm-up. More where a round begins with code that runs once in it: it is compiled for good only in later rounds, beside the messages.</summary>
    public int WarmUpRounds { get; init; } = 3;

    /// <summary>The ratio to reach; null for none.</summary>
    public double? Bar { get; init; }

    /// <summary>The largest number of switches of threads per operation, of both ends together; null for no limit.</summary>
    public double? MaxSwitches { get; init; }

    /// <summary>The largest number of bytes that both ends together allocate per operation; null for no limit.</summary>
    public double? MaxBytes { get; init; }

    /// <summary>Whether it has a ratio to reach, or a limit.</summary>
    public bool IsJudged => Bar is not null || MaxSwitches is not null || MaxBytes is not null;

    /// <summary>Whether <c>--quick</c> includes it.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether each end has its own process, on both sides.</summary>
    public bool TwoProcesses => Tools == Tools.Pair && Transport != "inproc";

    /// <summary>Whether each end is a thread that is pinned to its own core, on both sides.</summary>
    /// <remarks>Not if there are more ends than cores, and not for async ends, which have no thread.</remarks>
    public bool Pinned { get; init; } = Transport == "inproc" && (Name is "throughput" or "latency" or "percentiles" or "large");

    public bool LowerIsBetter => Unit == "us";

    /// <summary>The unit of the value of a load; <c>us</c> is half a round trip, <c>msg/s</c> a rate.</summary>
    public string Unit { get; init; } = Name is "latency" or "percentiles" ? "us" : "msg/s";

    /// <summary>The text that filters are compared with.</summary>
    public string Id =>
        $"{Name}/{Api}{(Variant.Length > 0 ? "-" + Variant : string.Empty)}/{Transport}/{Size}{(Width > 1 ? $"/{Width}" : string.Empty)}";

    /// <summary>Returns whether a ratio reaches <see cref="Bar"/>.</summary>
    public bool? Met(double ratio) => Bar is { } bar ? LowerIsBetter ? ratio <= bar : ratio >= bar : null;
}

/// <summary>The C programs that a scenario is compared with.</summary>
internal enum Tools
{
    /// <summary>libzmq's own programs: inproc_thr or inproc_lat in one process, local_ and remote_ ones in two; transfer over ipc.</summary>
    Pair,

    /// <summary>The program of native/perf with the name of the scenario, which has both ends in one process.</summary>
    Ours,
}
