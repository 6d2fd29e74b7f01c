namespace ZmqNative.Patterns;

/// <summary>A waiter that a <see cref="ValueTask"/> stands on.</summary>
/// <typeparam name="TResult">What the operation yields.</typeparam>
internal abstract class Waiter<TResult> : PooledOperation<TResult>, ISocketWaiter
{
    public AsyncSocket? Owner { get; set; }

    public abstract int TryInsideLock(Socket socket);

    protected sealed override void OnCancelled() => Owner!.Cancel(this);

    protected sealed override void Recycle()
    {
        Owner = null;
        Return();
    }

    /// <summary>Puts the waiter back into its pool.</summary>
    protected abstract void Return();
}
