using System.Diagnostics;

namespace ZmqNative.Perf;

/// <summary>The rounds of one scenario, collected over several passes.</summary>
internal sealed class Rounds(Scenario scenario)
{
    private readonly List<Sample> _ours = [];
    private readonly List<Sample> _baseline = [];

    public Scenario Scenario => scenario;

    /// <summary>Runs a warm-up in new processes, then rounds in which ZmqNative and the baseline alternate.</summary>
    /// <param name="count">The number of rounds.</param>
    /// <param name="warmUp">The time of the warm-up, for sides that are compiled while they run.</param>
    /// <param name="advance">Called after the warm-up and after each round.</param>
    public async Task MeasureAsync(int count, TimeSpan warmUp, Action advance)
    {
        await using OurSide ours = new(scenario);
        await using ISide baseline = scenario.BaselineLoad is { } load
            ? new OurSide(scenario with { Load = load })
            : new NativeSide(scenario);
        await WarmUpAsync(ours, warmUp);
        if (scenario.BaselineLoad is null)
        {
            // Once, so that the system has read the files from disk.
            _ = await baseline.MeasureAsync(scenario.Count);
        }
        else
        {
            await WarmUpAsync(baseline, warmUp);
        }

        advance();
        for (int i = 0; i < count; i++)
        {
            // Each side is first in every other round, so that neither always follows the other.
            if (_ours.Count % 2 == 0)
            {
                Sample first = await ours.MeasureAsync(scenario.Count);
                _baseline.Add(await baseline.MeasureAsync(scenario.Count));
                _ours.Add(first);
            }
            else
            {
                _baseline.Add(await baseline.MeasureAsync(scenario.Count));
                _ours.Add(await ours.MeasureAsync(scenario.Count));
            }

            advance();
        }
    }

    public Result ToResult() => new(scenario, _ours, _baseline);

    private async Task WarmUpAsync(ISide side, TimeSpan time)
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < scenario.WarmUpRounds || clock.Elapsed < time; i++)
        {
            _ = await side.MeasureAsync(scenario.Count);
        }
    }
}
