namespace ZmqNative.Patterns;

/// <summary>A waiter that is the source of a <see cref="ValueTask"/>.</summary>
/// <typeparam name="TResult">The type of the operation's result.</typeparam>
internal abstract class Waiter<TResult> : PooledOperation<TResult>, ISocketWaiter
{
    public AsyncSocket? Owner { get; set; }

    public sealed override bool NeedsThreadPool => Owner is { NeedsThreadPool: true };

    public abstract int TryInsideLock(Socket socket);

    protected sealed override void OnCancelled() => Owner!.Cancel(this);

    protected sealed override void Recycle()
    {
        Owner = null;
        Return();
    }

    /// <summary>Returns the waiter to its pool.</summary>
    protected abstract void Return();
}
