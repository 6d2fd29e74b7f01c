namespace ZmqNative.Perf;

/// <summary>A baseline in C, whose process starts again for each round.</summary>
internal sealed class NativeSide(Scenario scenario) : ISide
{
    public Task<Sample> MeasureAsync(int count) => NativeTools.MeasureAsync(scenario, count);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
