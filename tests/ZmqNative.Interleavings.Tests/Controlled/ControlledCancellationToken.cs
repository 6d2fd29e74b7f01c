namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.CancellationToken"/>.</summary>
public readonly struct ControlledCancellationToken
{
    private readonly ControlledCancellationTokenSource? _source;

    internal ControlledCancellationToken(ControlledCancellationTokenSource source) => _source = source;

    public ControlledCancellationToken(bool canceled) => _source = canceled ? ControlledCancellationTokenSource.Cancelled : null;

    public static ControlledCancellationToken None => default;

    public bool CanBeCanceled => _source is not null;

    public bool IsCancellationRequested => _source is { IsCancellationRequested: true };

    public static implicit operator System.Threading.CancellationToken(ControlledCancellationToken token) => new(token.IsCancellationRequested);

    public ControlledCancellationTokenRegistration UnsafeRegister(Action<object?> run, object? state) =>
        _source is null ? default : _source.Register(run, state);
}
