namespace ZmqNative.Samples.Gateway;

/// <summary>Ends requests that are still being read or written when half of the time for a shutdown is over.</summary>
/// <remarks>The other half is for the messages that were accepted: a slow client must not cause the loss of them.</remarks>
internal sealed class ShutdownDeadline : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenRegistration _registration;

    public ShutdownDeadline(GatewayOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = lifetime.ApplicationStopping.Register(() => _ending.CancelAfter(options.ShutdownTimeout / 2));
    }

    /// <summary>The token that is cancelled at that time.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _ending.Dispose();
    }
}
