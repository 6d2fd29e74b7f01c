namespace ZmqNative.Perf;

/// <summary>What is measured: a load of ours, and the C program or other load that it is compared with.</summary>
/// <param name="Name">Such as <c>throughput</c>.</param>
/// <param name="Api">raw, async, batch, pattern, or what else the name distinguishes.</param>
/// <param name="Variant">Tells scenarios apart that share name and API; empty where nothing is to be told.</param>
/// <param name="Transport">inproc, ipc or tcp.</param>
/// <param name="Size">Bytes per message.</param>
/// <param name="Count">Messages, round trips or requests per round.</param>
/// <param name="Load">The load's key, see <see cref="Perf.Load.Create"/>.</param>
/// <param name="Tools">The baseline, and with it whether each end has a process of its own.</param>
internal sealed record Scenario(
    string Name, string Api, string Variant, string Transport, int Size, int Count, string Load, Tools Tools)
{
    /// <summary>Requests in flight, or subscribers.</summary>
    public int Width { get; init; } = 1;

    /// <summary>
    /// Another load of ours to compare with instead of a C program: run in processes of the same kind, in turn with
    /// <see cref="Load"/>, with the same size, count and width.
    /// </summary>
    public string? BaselineLoad { get; init; }

    /// <summary>What tables and plots call the baseline.</summary>
    public string BaselineName => BaselineLoad ?? "C";

    /// <summary>The ratio to reach, if there is one.</summary>
    public double? Bar { get; init; }

    /// <summary>Whether <c>--quick</c> includes it.</summary>
    public bool Quick { get; init; }

    /// <summary>Whether each end has a process of its own, on both sides.</summary>
    public bool TwoProcesses => Tools == Tools.Pair && Transport != "inproc";

    /// <summary>Whether each end is a thread that is given a core of its own, on both sides.</summary>
    /// <remarks>Not where there are more ends than cores, and not async ends, which have no thread of their own.</remarks>
    public bool Pinned { get; init; } = Transport == "inproc" && (Name is "throughput" or "latency" or "percentiles" or "large");

    public bool LowerIsBetter => Unit == "us";

    /// <summary>What a load returns; for <c>us</c> it is half a round trip, for <c>msg/s</c> a rate.</summary>
    public string Unit { get; init; } = Name is "latency" or "percentiles" ? "us" : "msg/s";

    /// <summary>What a filter is matched against.</summary>
    public string Id =>
        $"{Name}/{Api}{(Variant.Length > 0 ? "-" + Variant : string.Empty)}/{Transport}/{Size}{(Width > 1 ? $"/{Width}" : string.Empty)}";

    /// <summary>Whether a ratio reaches the bar.</summary>
    public bool? Met(double ratio) => Bar is { } bar ? LowerIsBetter ? ratio <= bar : ratio >= bar : null;
}

/// <summary>Which C programs a scenario is compared with.</summary>
internal enum Tools
{
    /// <summary>libzmq's own: inproc_thr or inproc_lat in one process, local_ and remote_ ones in two; transfer over ipc.</summary>
    Pair,

    /// <summary>One of native/perf, which has both ends in one process and the name of the scenario.</summary>
    Ours,
}
