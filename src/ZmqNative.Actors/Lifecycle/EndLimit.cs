namespace ZmqNative.Actors;

/// <summary>The limit of one step of a broker's end: a time that passes by the broker's clock or by the system's, whichever is first.</summary>
/// <remarks>By the system's, too: the end is limited even if the clock of the broker is one that no code advances any more.</remarks>
internal sealed class EndLimit : IDisposable
{
    private readonly CancellationTokenSource _system;
    private readonly CancellationTokenSource? _own;
    private readonly CancellationTokenSource _either;

    public EndLimit(TimeSpan time, TimeProvider clock)
    {
        _system = new CancellationTokenSource(time);
        _own = clock == TimeProvider.System ? null : new CancellationTokenSource(time, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_system.Token, _own?.Token ?? CancellationToken.None);
    }

    /// <summary>The token that is cancelled when the time has passed.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Ends the step now: a test kit knows that waiting is to no effect. From any thread; nothing if the step is over.</summary>
    public void CutShort()
    {
        try
        {
            _either.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The step has ended meanwhile.
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _own?.Dispose();
        _system.Dispose();
    }
}
