namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.CancellationTokenRegistration"/>.</summary>
public readonly struct ControlledCancellationTokenRegistration : IDisposable
{
    private readonly ControlledCancellationTokenSource? _source;
    private readonly ControlledCancellationTokenSource.Callback? _callback;

    internal ControlledCancellationTokenRegistration(
        ControlledCancellationTokenSource source, ControlledCancellationTokenSource.Callback callback)
    {
        _source = source;
        _callback = callback;
    }

    public bool Unregister() => _source is not null && _source.Remove(_callback!);

    // Waits for a running callback, unless that callback makes this call.
    public void Dispose()
    {
        if (_callback is { } running && !Unregister() && running.RunningOn != Schedule.ThreadNumber)
        {
            Schedule.BlockUntil(() => running.RunningOn == 0);
        }
    }
}
