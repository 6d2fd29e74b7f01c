namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.CancellationTokenSource"/>.</summary>
public sealed class ControlledCancellationTokenSource : IDisposable
{
    internal static readonly ControlledCancellationTokenSource Cancelled = new() { IsCancellationRequested = true };

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
