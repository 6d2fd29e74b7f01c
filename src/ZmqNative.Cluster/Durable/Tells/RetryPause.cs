namespace ZmqNative.Cluster;

/// <summary>The pauses between attempts to reach the engine: each twice as long as the one before, up to a limit.</summary>
internal struct RetryPause
{
    private const int MostDoublings = 6;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private int _count;

    public void Reset() => _count = 0;

    /// <summary>Waits.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task WaitAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.Delay(First * (1 << Math.Min(_count++, MostDoublings)), clock, cancellationToken);
}
