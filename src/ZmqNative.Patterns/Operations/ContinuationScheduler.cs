namespace ZmqNative.Patterns;

/// <summary>
/// Decides on which thread the code that awaits an operation goes on once that has completed, and on which an actor's turn runs. The only
/// place that decides it.
/// </summary>
/// <remarks>
/// That is the thread pool, or the awaiting code's own synchronization context. Never the thread that completes the operation: it may
/// be the reactor's, which has other sockets to serve, or an actor's in the middle of a turn. The one exception is a reading loop that
/// defers the first work that its messages cause, and does it itself once it waits: see <see cref="DeferredWork"/>.
/// </remarks>
internal static class ContinuationScheduler
{
    // What the reading loop on this thread defers.
    [ThreadStatic]
    private static DeferredWork? t_deferred;

    /// <summary>Publishes the outcome of a decided operation. Outside every lock.</summary>
    public static void Complete(PooledOperation operation)
    {
        if (t_deferred is not { } deferred || !deferred.TryKeep(operation))
        {
            operation.Publish(inline: false);
        }
    }

    /// <summary>Runs work that is no operation's, such as an actor's turn.</summary>
    public static void Queue(IThreadPoolWorkItem work)
    {
        if (t_deferred is not { } deferred || !deferred.TryKeep(work))
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
        }
    }

    /// <summary>From now on this thread's work may be deferred. Until <see cref="EndDeferring"/>, without an await between.</summary>
    public static void BeginDeferring(DeferredWork deferred) => t_deferred = deferred;

    public static void EndDeferring() => t_deferred = null;
}
