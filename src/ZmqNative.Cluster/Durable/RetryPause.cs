namespace ZmqNative.Cluster;

/// <summary>The pauses between attempts to reach the engine: 50 ms, then each twice as long as the one before, up to a limit.</summary>
/// <param name="most">The limit.</param>
internal struct RetryPause(TimeSpan most)
{
    private const int MostDoublings = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan _most = most;
    private int _count;

    /// <summary>The pauses of calls that somebody waits for: short against a restart of a server.</summary>
    public static RetryPause OfCalls => new(TimeSpan.FromSeconds(1));

    /// <summary>The pauses of readings, which go on without an end: long against the load of a server that has come back.</summary>
    public static RetryPause OfReadings => new(TimeSpan.FromSeconds(5));

    public void Reset() => _count = 0;

    /// <summary>Waits.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task WaitAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        TimeSpan pause = First * (1 << Math.Min(_count++, MostDoublings));
        return Task.Delay(pause < _most ? pause : _most, clock, cancellationToken);
    }
}
