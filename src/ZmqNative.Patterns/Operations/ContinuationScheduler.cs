namespace ZmqNative.Patterns;

/// <summary>Decides where the code that awaits an operation goes on once that has completed. The only place that decides it.</summary>
/// <remarks>
/// That is the thread pool, or the awaiting code's own synchronization context. Never the thread that completes the operation: it may
/// be the reactor's, which has other sockets to serve, or one that is about to take a lock.
/// </remarks>
internal static class ContinuationScheduler
{
    /// <summary>Publishes the outcome of a decided operation. Outside every lock.</summary>
    public static void Complete(PooledOperation operation) => operation.Publish(inline: false);
}
