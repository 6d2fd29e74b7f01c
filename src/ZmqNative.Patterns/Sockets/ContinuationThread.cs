namespace ZmqNative.Patterns;

/// <summary>The thread on which code continues that has awaited an operation which had to wait.</summary>
/// <remarks>
/// Code that awaits in a synchronization context or on a task scheduler of its own, such as that of a user interface, continues there in
/// any case.
/// </remarks>
public enum ContinuationThread
{
    /// <summary>
    /// The thread of the reactor, without a switch of threads. If the code blocks or computes for more than 4 to 6 ms, or longer
    /// where the system's timer is coarser, as on Windows, another thread takes over the reactor, so that other sockets are served on, and the continuations of this socket run on the thread pool for a while: 20 ms
    /// at first, up to 5 s when it occurs again.
    /// </summary>
    Reactor,

    /// <summary>The thread pool, for code that blocks or computes for long.</summary>
    ThreadPool,
}
