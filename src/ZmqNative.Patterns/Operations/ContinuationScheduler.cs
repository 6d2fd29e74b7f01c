using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ZmqNative.Patterns;

/// <summary>
/// Chooses the thread on which the code that awaits an operation continues, and the thread on which an actor's turn runs. No other code
/// makes this choice.
/// </summary>
/// <remarks>
/// It is the thread of the reactor that completes the operation, which runs it after what it does now (<see cref="RunQueue"/>), if that thread
/// drives its reactor and the socket's options allow it; otherwise the thread pool, or the synchronization context of the awaiting code. It
/// never runs inside the call that completes the operation. A reactor's thread calls no synchronization context outside of an item. On the
/// thread pool a reading loop defers the first work that its messages cause, and runs it itself when it waits: see <see cref="DeferredWork"/>.
/// </remarks>
internal static class ContinuationScheduler
{
    // The work that the reading loop on this thread defers.
    [ThreadStatic]
    private static DeferredWork? t_deferred;

    /// <summary>Publishes the outcome of a decided operation. Outside every lock.</summary>
    public static void Complete(PooledOperation operation)
    {
        if (ReactorThread.Current is { } thread)
        {
            if (operation.NeedsThreadPool || !thread.TryAdd(operation))
            {
                // This thread does not publish it: a synchronization context or task scheduler of the awaiting code is user code, and
                // no thread takes over from one that blocks outside of an item.
                ThreadPool.UnsafeQueueUserWorkItem(operation, preferLocal: false);
            }

            return;
        }

        if (t_deferred is not { } deferred || !deferred.TryKeep(operation))
        {
            Publish(operation);
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

    /// <summary>Throws an exception on the thread pool: one that no code catches ends the process, as in any other work of the pool.</summary>
    public static void ThrowOnThreadPool(Exception exception)
    {
        ExceptionDispatchInfo thrown = ExceptionDispatchInfo.Capture(exception);
        ThreadPool.UnsafeQueueUserWorkItem(static thrown => thrown.Throw(), thrown, preferLocal: false);
    }

    // The synchronization context or task scheduler of the awaiting code may throw. The thread that completes the operation may be in a call
    // of other code, which has succeeded, and may have others to complete.
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown on the thread pool.")]
    private static void Publish(PooledOperation operation)
    {
        try
        {
            operation.Publish(inline: false);
        }
        catch (Exception exception)
        {
            ThrowOnThreadPool(exception);
        }
    }
}
