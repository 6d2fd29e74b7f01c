using System.Diagnostics;
using Spectre.Console;

namespace ZmqNative.Soak;

/// <summary>Runs all loads at once, and accounts for messages and resources.</summary>
internal sealed class SoakRun(SoakOptions options)
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly ResourceSampler _sampler = new();

    /// <summary>Runs the soak, and writes its report.</summary>
    /// <returns>Whether everything is explained.</returns>
    public async Task<bool> RunAsync()
    {
        long started = Stopwatch.GetTimestamp();
        ResourceSample beginning = _sampler.Take();
        Console.WriteLine($"Seed {options.Seed}, {options.Time.TotalSeconds:N0} s.");
        IReadOnlyList<SoakLoad> loads = await RunLoadsAsync();
        IReadOnlyList<ResourceSample> during = [.. _sampler.Samples.Where(sample => sample.Seconds <= options.Time.TotalSeconds)];
        ResourceSample end = await SettleAsync(beginning);

        List<string> problems = [.. loads.SelectMany(static load => load.Ledger.Problems.Select(problem => $"{load.Name}: {problem}"))];
        problems.AddRange(loads.Where(static load => load.Rounds == 0).Select(static load => $"{load.Name}: no round has ended"));
        problems.AddRange(ResourceCurve.All.Select(curve => curve.FindGrowth(during)).OfType<string>());
        problems.AddRange(ResourceCurve.All.Select(curve => curve.FindRest(beginning, end)).OfType<string>());
        string report = SoakReport.Write(options, Stopwatch.GetElapsedTime(started), loads, _sampler.Samples, problems);
        foreach (string problem in problems)
        {
            AnsiConsole.WriteLine(problem);
        }

        AnsiConsole.WriteLine($"{problems.Count} differences are not explained. {report}");
        return problems.Count == 0;
    }

    private async Task<IReadOnlyList<SoakLoad>> RunLoadsAsync()
    {
        await using SoakSetting setting = new(options.Seed);
        IReadOnlyList<SoakLoad> loads = SoakLoads.Create(setting, options.Filter);
        using CancellationTokenSource stop = new(options.Time);
        using CancellationTokenSource ended = new();
        Task screen = new SoakScreen(options, loads, _sampler).RunAsync(ended.Token);
        Task sampling = _sampler.RunAsync(ended.Token);
        await Task.WhenAll(loads.Select(load => Task.Run(() => load.RunAsync(stop.Token))));
        await ended.CancelAsync();
        await screen;
        await sampling;
        return loads;
    }

    // libzmq and the thread pool end their parts in the background.
    private async Task<ResourceSample> SettleAsync(ResourceSample beginning)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
#pragma warning disable RS0030 // The memory that is left is the subject.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
#pragma warning restore RS0030
            ResourceSample sample = ResourceSample.Take(_sampler.Samples[^1].Seconds);
            if (ResourceCurve.All.All(curve => curve.FindRest(beginning, sample) is null) || Stopwatch.GetElapsedTime(started) > Generous)
            {
                return _sampler.Take();
            }

            await Task.Delay(100);
        }
    }
}
