namespace ZmqNative.Perf;

/// <summary>One of the two compared sides: ZmqNative or the baseline.</summary>
internal interface ISide : IAsyncDisposable
{
    /// <summary>Runs one round.</summary>
    Task<Sample> MeasureAsync(int count);
}
