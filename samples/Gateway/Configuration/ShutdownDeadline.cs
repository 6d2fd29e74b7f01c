namespace ZmqNative.Samples.Gateway;

/// <summary>Ends requests that are still being read or written when half of the time for a shutdown is over.</summary>
/// <remarks>The other half is for the messages that were accepted: a client that dawdles must not cost those of others.</remarks>
internal sealed class ShutdownDeadline : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenRegistration _registration;

    public ShutdownDeadline(GatewayOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = lifetime.ApplicationStopping.Register(() => _ending.CancelAfter(options.ShutdownTimeout / 2));
    }

    /// <summary>Cancelled then.</summary>
    public CancellationToken Token => _ending.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _ending.Dispose();
    }
}
