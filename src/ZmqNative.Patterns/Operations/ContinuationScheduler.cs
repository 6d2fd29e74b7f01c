namespace ZmqNative.Patterns;

/// <summary>
/// Chooses the thread on which the code that awaits an operation continues, and the thread on which an actor's turn runs. No other code
/// makes this choice.
/// </summary>
/// <remarks>
/// It is the thread pool, or the synchronization context of the awaiting code. It is never the thread that completes the operation: this
/// may be the reactor's, which has other sockets to serve, or an actor's during a turn. The one exception is a reading loop that defers the
/// first work that its messages cause, and runs it itself when it waits: see <see cref="DeferredWork"/>.
/// </remarks>
internal static class ContinuationScheduler
{
    // The work that the reading loop on this thread defers.
    [ThreadStatic]
    private static DeferredWork? t_deferred;

    /// <summary>Publishes the outcome of a decided operation. Outside every lock.</summary>
    public static void Complete(PooledOperation operation)
    {
        if (ReactorThread.Current is { } thread && thread.TryAdd(operation))
        {
            return;
        }

        if (t_deferred is not { } deferred || !deferred.TryKeep(operation))
        {
            operation.Publish(inline: false);
        }
    }

    /// <summary>Runs work that belongs to no operation, such as an actor's turn.</summary>
    public static void Queue(IThreadPoolWorkItem work)
    {
        if (ReactorThread.Current is { } thread && thread.TryAdd(work))
        {
            return;
        }

        if (t_deferred is not { } deferred || !deferred.TryKeep(work))
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
        }
    }

    /// <summary>
    /// Allows work of this thread to be deferred from now on. Until <see cref="EndDeferring"/>, without an await between.
    /// </summary>
    public static void BeginDeferring(DeferredWork deferred) => t_deferred = deferred;

    public static void EndDeferring() => t_deferred = null;
}
