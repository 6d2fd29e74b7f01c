namespace ZmqNative.Perf;

/// <summary>The worker processes of one load of ZmqNative: one with both ends, or one for each.</summary>
internal sealed class OurSide(Scenario scenario) : ISide
{
    private static readonly TimeSpan RoundTimeout = TimeSpan.FromSeconds(60);

    private readonly WorkerProcess _local = new(scenario.TwoProcesses ? Role.Local : Role.Whole, scenario);
    private readonly WorkerProcess? _remote = scenario.TwoProcesses ? new WorkerProcess(Role.Remote, scenario) : null;

    public async Task<Sample> MeasureAsync(int count)
    {
        using CancellationTokenSource time = new(RoundTimeout);
        await _local.StartRoundAsync(count, Endpoints.Wildcard(scenario.Transport));
        if (_remote is null)
        {
            return await _local.ReadResultAsync(time.Token);
        }

        await _remote.StartRoundAsync(count, await _local.ReadBoundAsync(time.Token));
        Sample local = await _local.ReadResultAsync(time.Token);
        await _remote.ReleaseAsync();
        Sample remote = await _remote.ReadResultAsync(time.Token);
        Sample measured = double.IsNaN(local.Value) ? remote : local;
        return measured with { Usage = local.Usage + remote.Usage };
    }

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        if (_remote is not null)
        {
            await _remote.DisposeAsync();
        }
    }
}
