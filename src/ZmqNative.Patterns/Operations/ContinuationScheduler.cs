namespace ZmqNative.Patterns;

/// <summary>
/// Chooses the thread on which the code that awaits an operation continues, and the thread on which an actor's turn runs. No other code
/// makes this choice.
/// </summary>
/// <remarks>
/// It is the thread of the reactor that completes the operation, which runs it after what it does now (<see cref="RunQueue"/>), if that thread
/// drives its reactor and the socket's options allow it; otherwise the thread pool, or the synchronization context of the awaiting code. It
/// never runs inside the call that completes the operation. On the thread pool a reading loop defers the first work that its messages cause,
/// and runs it itself when it waits: see <see cref="DeferredWork"/>.
/// </remarks>
internal static class ContinuationScheduler
{
    // The work that the reading loop on this thread defers.
    [ThreadStatic]
    private static DeferredWork? t_deferred;

    /// <summary>Publishes the outcome of a decided operation. Outside every lock.</summary>
    public static void Complete(PooledOperation operation)
    {
        if (ReactorThread.Current is { } thread && !operation.NeedsThreadPool && thread.TryAdd(operation))
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
