namespace ZmqNative.Actors;

/// <summary>Gives an answer that was deferred: see <see cref="ActorContext.ReplyLater"/>. To be used once, from any thread.</summary>
public sealed class ReplyHandle
{
    private readonly string _address;
    private readonly uint _token;
    private ReplyTarget? _target;
    private int _used;

    internal ReplyHandle(string address, ReplyTarget? target, uint token)
    {
        _address = address;
        _target = target;
        _token = token;
    }

    /// <summary>Whether the sender still waits for the answer.</summary>
    public bool IsPending => Volatile.Read(ref _target) is { } target && target.IsPending(_token);

    /// <summary>
    /// A token that is cancelled when the sender does not wait for the answer any more: it has cancelled the ask, its time has passed, or the
    /// connection to its process has ended. None for a tell, and after the handle was used.
    /// </summary>
    public CancellationToken Cancellation =>
        Volatile.Read(ref _target) is { } target ? target.GetCancellation(_token) : CancellationToken.None;

    /// <summary>Gives the answer.</summary>
    /// <typeparam name="T">The answer's type.</typeparam>
    /// <param name="value">The answer. Frames become the receiver's, or are disposed.</param>
    /// <returns>False if the sender does not wait anymore, or never did.</returns>
    /// <exception cref="InvalidOperationException">The handle was used already.</exception>
    public bool Reply<T>(T value)
    {
        if (Use() is { } target)
        {
            return ActorContext.Answer(target, _token, value);
        }

        ActorContext.Drop(value);
        return false;
    }

    /// <summary>Gives a failure as the answer: the sender gets an <see cref="ActorFailedException"/>.</summary>
    /// <param name="text">The description of the failure, for the sender.</param>
    /// <returns>False if the sender does not wait anymore, or never did.</returns>
    /// <exception cref="InvalidOperationException">The handle was used already.</exception>
    public bool Fail(string text) =>
        Use() is { } target && target.TryFail(new ActorFailedException(text, _address), _token);

    private ReplyTarget? Use()
    {
        if (Interlocked.Exchange(ref _used, 1) != 0)
        {
            throw new InvalidOperationException("The reply handle was used already: an answer is given once.");
        }

        return Interlocked.Exchange(ref _target, null);
    }
}
