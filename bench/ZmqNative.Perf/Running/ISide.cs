namespace ZmqNative.Perf;

/// <summary>One of the two that are compared: ours, or the baseline.</summary>
internal interface ISide : IAsyncDisposable
{
    /// <summary>Runs one round.</summary>
    Task<Sample> MeasureAsync(int count);
}
