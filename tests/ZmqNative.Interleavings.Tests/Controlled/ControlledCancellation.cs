namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.CancellationTokenSource"/>.</summary>
public sealed class ControlledCancellationTokenSource : IDisposable
{
    private readonly List<Callback> _callbacks = [];

    public bool IsCancellationRequested { get; private set; }

    public ControlledCancellationToken Token => new(this);

    public void Cancel()
    {
        Schedule.Step();
        IsCancellationRequested = true;
        while (_callbacks.Count > 0)
        {
            Callback callback = _callbacks[^1];
            _callbacks.RemoveAt(_callbacks.Count - 1);
            callback.RunningOn = Schedule.ThreadNumber;
            Schedule.Step();
            callback.Run(callback.State);
            Schedule.Step();
            callback.RunningOn = 0;
        }
    }

    public Task CancelAsync()
    {
        Cancel();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    internal ControlledCancellationTokenRegistration Register(Action<object?> run, object? state)
    {
        Schedule.Step();
        if (IsCancellationRequested)
        {
            run(state);
            return default;
        }

        Callback callback = new(run, state);
        _callbacks.Add(callback);
        return new ControlledCancellationTokenRegistration(this, callback);
    }

    internal bool Remove(Callback callback)
    {
        Schedule.Step();
        return _callbacks.Remove(callback);
    }

    internal sealed class Callback(Action<object?> run, object? state)
    {
        public Action<object?> Run => run;

        public object? State => state;

        public int RunningOn { get; set; }
    }
}

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

    // Waits for a callback that is running, unless it is what calls this.
    public void Dispose()
    {
        if (_callback is { } running && !Unregister() && running.RunningOn != Schedule.ThreadNumber)
        {
            Schedule.BlockUntil(() => running.RunningOn == 0);
        }
    }
}

/// <summary>In place of <see cref="System.Threading.CancellationToken"/>.</summary>
public readonly struct ControlledCancellationToken
{
    private readonly ControlledCancellationTokenSource? _source;

    internal ControlledCancellationToken(ControlledCancellationTokenSource source) => _source = source;

    public static ControlledCancellationToken None => default;

    public bool CanBeCanceled => _source is not null;

    public bool IsCancellationRequested => _source is { IsCancellationRequested: true };

    public static implicit operator System.Threading.CancellationToken(ControlledCancellationToken token) => new(token.IsCancellationRequested);

    public ControlledCancellationTokenRegistration UnsafeRegister(Action<object?> run, object? state) =>
        _source is null ? default : _source.Register(run, state);
}
