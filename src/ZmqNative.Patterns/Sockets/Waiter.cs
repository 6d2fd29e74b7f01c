namespace ZmqNative.Patterns;

/// <summary>An operation that waits for its socket: a member of one <see cref="WaiterQueue"/> until it is served or cancelled.</summary>
/// <remarks>
/// <code>
///   idle --Rent--> queued --served or failed, inside the socket's lock--> decided --Complete, outside--> completed
///                         --cancelled, inside the socket's lock---------> decided
///   completed --GetResult--> idle, in the pool
/// </code>
/// Whoever takes a waiter out of its queue, under the lock, decides its outcome: so an operation ends once, with its
/// message or with its exception.
/// </remarks>
internal abstract class Waiter
{
    private static readonly Action<object?> OnCancelled = static state =>
    {
        Waiter waiter = (Waiter)state!;
        waiter.Owner!.Cancel(waiter);
    };

    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private Exception? _failure;

    /// <summary>The socket whose lock guards the queue.</summary>
    public AsyncSocket? Owner { get; set; }

    /// <summary>The queue that holds this waiter; null when nobody does. Guarded by the owner's lock.</summary>
    public WaiterQueue? Queue { get; set; }

    public Waiter? Previous { get; set; }

    /// <summary>The next in the queue or, once decided, the next to complete.</summary>
    public Waiter? Next { get; set; }

    /// <summary>The exception that <see cref="Complete"/> passes on.</summary>
    protected Exception? Failure => _failure;

    /// <summary>Tries the operation, without blocking, inside the socket's lock.</summary>
    /// <returns>How many messages were sent or received; with 0 it goes on waiting.</returns>
    /// <exception cref="Exception">Whatever libzmq reports: the operation is decided with it.</exception>
    public abstract int TryInsideLock(Socket socket);

    /// <summary>Decides for an exception; the caller has taken the waiter out of its queue.</summary>
    public void FailInsideLock(Exception exception) => _failure = exception;

    /// <summary>Decides for cancellation; the caller has taken the waiter out of its queue.</summary>
    public void CancelInsideLock() => FailInsideLock(new OperationCanceledException(_cancellation));

    /// <summary>Lets the cancellation of <paramref name="token"/> reach the queue. To be called outside the lock, once.</summary>
    /// <remarks>
    /// The waiter may be served before or while this runs; the callback then finds it in no queue. <see cref="EndWait"/>
    /// waits for a callback that is running, so none ever meets the waiter's next use.
    /// </remarks>
    public void Observe(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token;
            _registration = token.UnsafeRegister(OnCancelled, this);
        }
    }

    /// <summary>Releases the continuation. To be called once, outside every lock; it runs on the thread pool.</summary>
    public abstract void Complete();

    /// <summary>Ends a wait that has not begun, and pools the waiter.</summary>
    public void Forget()
    {
        Abandon();
        EndWait();
        Return();
    }

    /// <summary>Puts the waiter back into its pool.</summary>
    protected abstract void Return();

    /// <summary>Frees what the operation holds and will not use. Outside the lock: a frame may have a release callback, which is user code.</summary>
    protected virtual void Abandon()
    {
    }

    /// <summary>Makes the waiter ready for the pool.</summary>
    protected void EndWait()
    {
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        _failure = null;
        Owner = null;
    }
}
