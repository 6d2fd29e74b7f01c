namespace ZmqNative.Perf;

/// <summary>The rounds of a scenario, of ZmqNative and the baseline in pairs.</summary>
internal sealed class Result(Scenario scenario, IReadOnlyList<Sample> ours, IReadOnlyList<Sample> baseline)
{
    private readonly double[] _ratios = [.. ours.Zip(baseline, static (o, b) => o.Value / b.Value)];

    public Scenario Scenario => scenario;

    public int Rounds => ours.Count;

    public double Ours => Statistics.Median(ours.Select(static s => s.Value));

    public double Baseline => Statistics.Median(baseline.Select(static s => s.Value));

    /// <summary>The median of the ratios within each pair: disturbances of the machine affect both.</summary>
    public double Ratio => Statistics.Median(_ratios);

    public IEnumerable<double> OursByRound => ours.Select(static s => s.Value);

    public IEnumerable<double> BaselineByRound => baseline.Select(static s => s.Value);

    public double RatioLow => Statistics.Quantile(_ratios, 0.25);

    public double RatioHigh => Statistics.Quantile(_ratios, 0.75);

    public double RatioMin => _ratios.Min();

    public double RatioMax => _ratios.Max();

    /// <summary>The operations per round: messages, deliveries, requests; for latency, half round trips.</summary>
    public double Operations => (double)scenario.Count
        * (scenario.LowerIsBetter ? 2 : 1)
        * (scenario.Name == "fan-out" ? scenario.Width : 1);

    public Usage OursPerOperation => PerOperation(ours);

    public Usage BaselinePerOperation => PerOperation(baseline);

    public double[] OurPercentiles => Percentiles(ours);

    public double[] BaselinePercentiles => Percentiles(baseline);

    public bool? Met => scenario.Met(Ratio);

    public bool? MetSwitches => scenario.MaxSwitches is { } most ? OursPerOperation.ContextSwitches <= most : null;

    public bool? MetBytes => scenario.MaxBytes is { } most ? OursPerOperation.AllocatedBytes <= most : null;

    /// <summary>Whether the ratio is reached, and each limit kept, of those that the scenario has.</summary>
    public IEnumerable<bool> Verdicts => new[] { Met, MetSwitches, MetBytes }.OfType<bool>();

    private Usage PerOperation(IReadOnlyList<Sample> samples) => new(
        Statistics.Median(samples.Select(static s => s.Usage.AllocatedBytes)) / Operations,
        Statistics.Median(samples.Select(static s => s.Usage.UserSeconds)) / Operations,
        Statistics.Median(samples.Select(static s => s.Usage.SystemSeconds)) / Operations,
        Statistics.Median(samples.Select(static s => s.Usage.ContextSwitches)) / Operations);

    private static double[] Percentiles(IReadOnlyList<Sample> samples) =>
        [.. samples[0].Percentiles.Select((_, i) => Statistics.Median(samples.Select(s => s.Percentiles[i])))];
}
