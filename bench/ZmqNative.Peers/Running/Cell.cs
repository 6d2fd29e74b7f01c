using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>The rounds of one library in one row.</summary>
internal sealed class Cell
{
    /// <summary>Value, bytes and CPU time per operation of each round.</summary>
    public List<double[]> Rounds { get; } = [];

    /// <summary>The reason if there is no figure.</summary>
    public string? Missing { get; set; }

    public double Value => Statistics.Median(Rounds.Select(static r => r[0]));

    public double Low => Statistics.Quantile(Rounds.Select(static r => r[0]), 0.25);

    public double High => Statistics.Quantile(Rounds.Select(static r => r[0]), 0.75);

    public double Bytes => Statistics.Median(Rounds.Select(static r => r[1]));
}
