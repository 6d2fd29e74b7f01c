namespace ZmqNative.Patterns;

/// <summary>
/// An asynchronous operation, independent of the type of its result: its outcome, its cancellation and its place in a queue.
/// </summary>
/// <remarks>
/// <code>
///   idle --taken into use--> pending --decided: a result or a failure is noted--> decided --Complete--> completed
///   completed --GetResult--> idle, in its pool, under the next version
/// </code>
/// <list type="bullet">
/// <item>Pending: any thread may try to decide. The owner makes sure that one thread does: the one that takes the operation out of
/// its queue or table, under the lock of that, or the one whose exchange succeeds in <see cref="TimedOperation{TResult}"/>.</item>
/// <item>Decided: it belongs to the thread that decided, which calls <see cref="Complete"/> once, outside every lock.</item>
/// <item>Completed: <see cref="ContinuationScheduler"/> has chosen the thread of the awaiting code, to which the operation belongs.</item>
/// </list>
/// An operation whose result is never read is not pooled again; it keeps no registration with a token, no place in a queue and no deadline.
/// </remarks>
internal abstract class PooledOperation : IThreadPoolWorkItem
{
    private const int Unobserved = 0;
    private const int Observed = 1;
    private const int Decided = 2;

    private static readonly Action<object?> OnTokenCancelled = static state => ((PooledOperation)state!).OnCancelled();

    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _observation;

    /// <summary>The queue that holds the operation, or null. Guarded by the lock of the queue's owner.</summary>
    public OperationQueue? Queue { get; set; }

    /// <summary>The operation before this one in the queue.</summary>
    public PooledOperation? Previous { get; set; }

    /// <summary>The next operation in the queue or, once decided, in a <see cref="DecidedOperations"/>.</summary>
    public PooledOperation? Next { get; set; }

    /// <summary>Whether the awaiting code continues on the thread pool, whichever thread completes the operation.</summary>
    public virtual bool NeedsThreadPool => false;

    /// <summary>Whether a token may end the current use.</summary>
    public bool IsCancellable => _cancellation.CanBeCanceled;

    /// <summary>The token that may end the current use.</summary>
    public CancellationToken Cancellation => _cancellation;

    /// <summary>The exception of a failure; null for a result.</summary>
    protected Exception? Failure { get; private set; }

    /// <summary>Stores the token that is to cancel the operation. To be called before any other thread can find the operation.</summary>
    public void SetCancellation(CancellationToken token) => _cancellation = token;

    /// <summary>
    /// Lets the token end the operation from now on. Once, outside every lock, before the awaiting code has the task. The operation may be
    /// decided before or while this runs.
    /// </summary>
    public void Observe()
    {
        if (_cancellation.CanBeCanceled)
        {
            _registration = _cancellation.UnsafeRegister(OnTokenCancelled, this);

            // Either this thread sees that the operation was decided, or the thread that decides sees the registration.
            if (Interlocked.CompareExchange(ref _observation, Observed, Unobserved) == Decided)
            {
                Unregister();
            }
        }
    }

    /// <summary>Decides the outcome as a failure. The caller completes the operation later, outside its lock.</summary>
    public void DecideFailure(Exception exception) => Failure = exception;

    /// <summary>Decides the outcome as a cancellation. The caller completes the operation later, outside its lock.</summary>
    public void DecideCancelled() => DecideFailure(new OperationCanceledException(_cancellation));

    /// <summary>Decides the outcome as a failure, and completes the operation.</summary>
    public void Fail(Exception exception)
    {
        DecideFailure(exception);
        Complete();
    }

    /// <summary>Passes the outcome on to the awaiting code. Once, after it was decided, outside every lock.</summary>
    public void Complete()
    {
        // At once: an operation whose result is never read must not stay registered with a long-lived token.
        if (_cancellation.CanBeCanceled && Interlocked.Exchange(ref _observation, Decided) == Observed)
        {
            Unregister();
        }

        if (Failure is not null)
        {
            Abandon();
        }

        ContinuationScheduler.Complete(this);
    }

    /// <summary>Makes the outcome visible; <see cref="ContinuationScheduler"/> alone calls it.</summary>
    /// <param name="inline">Whether the continuation runs on this thread, before the method returns; else on the thread pool.</param>
    public abstract void Publish(bool inline);

    void IThreadPoolWorkItem.Execute() => Publish(inline: true);

    /// <summary>Ends an operation that could not begin, and pools it.</summary>
    public void Forget()
    {
        Abandon();
        Reset();
        Recycle();
    }

    /// <summary>Decides the outcome as a cancellation and completes the operation, unless another thread has decided it.</summary>
    protected abstract void OnCancelled();

    /// <summary>Prepares the operation for its next use, and returns it to its pool. This is the last access to it.</summary>
    protected abstract void Recycle();

    /// <summary>
    /// Frees the resources that the operation holds and will not use, as its outcome is a failure. Outside every lock: a frame may have a
    /// release callback, which is user code.
    /// </summary>
    protected virtual void Abandon()
    {
    }

    /// <summary>Ends the use. Waits for a cancellation callback that is running, so that none meets the next use.</summary>
    protected void Reset()
    {
        if (_cancellation.CanBeCanceled)
        {
            _registration.Dispose();
            _registration = default;
            _cancellation = default;
            _observation = Unobserved;
        }

        Failure = null;
    }

    // Kept if the callback runs or has run: the end of the use waits for that.
    private void Unregister()
    {
        if (_registration.Unregister())
        {
            _registration = default;
        }
    }
}
