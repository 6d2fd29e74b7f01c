namespace ZmqNative.Perf;

/// <summary>A baseline in C, which starts anew each round.</summary>
internal sealed class NativeSide(Scenario scenario) : ISide
{
    public Task<Sample> MeasureAsync(int count) => NativeTools.MeasureAsync(scenario, count);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
