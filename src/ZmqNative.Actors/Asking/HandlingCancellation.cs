namespace ZmqNative.Actors;

/// <summary>The token of the current handling of an ask: cancelled when nobody waits for the answer any more, or the actor is to stop.</summary>
/// <remarks>For the actor's turns. After the handling only the asker cancels it, for code that gives a deferred answer.</remarks>
internal sealed class HandlingCancellation(ActorCell cell)
{
    private static readonly Action<object?> OnCancelled = static source => ((CancellationTokenSource)source!).Cancel();

    // Null until the handler looks at the token. Not disposed: it may still look at it after the handling.
    private CancellationTokenSource? _source;
    private CancellationToken _asker;
    private CancellationTokenRegistration _byStop;

    /// <summary>Whether the handler has looked at the token, and nobody waits for the answer any more.</summary>
    public bool IsByAsker => _source is not null && _asker.IsCancellationRequested;

    /// <summary>Returns the token of the current handling.</summary>
    public CancellationToken Get(ReplyTarget target, uint token)
    {
        if (_source is null)
        {
            CancellationTokenSource source = new();
            _asker = target.GetCancellation(token);
            _ = _asker.UnsafeRegister(OnCancelled, source);
            _byStop = cell.Context.Stopping.UnsafeRegister(OnCancelled, source);
            _source = source;
        }

        return _source.Token;
    }

    /// <summary>
    /// Takes the registration with the stop of the actor for code that goes on after the handling, and unregisters it at its end.
    /// </summary>
    public CancellationTokenRegistration TakeStop()
    {
        CancellationTokenRegistration taken = _byStop;
        _byStop = default;
        return taken;
    }

    /// <summary>Ends the handling: an actor that lives long would otherwise keep the sources of all asks that it has answered.</summary>
    public void End()
    {
        if (_source is not null)
        {
            _ = _byStop.Unregister();
            _byStop = default;
            _asker = default;
            _source = null;
        }
    }
}
