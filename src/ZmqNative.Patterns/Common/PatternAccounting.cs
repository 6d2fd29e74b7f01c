using System.Diagnostics;

namespace ZmqNative.Patterns;

/// <summary>The numbers of objects in use: async sockets and reactors always, waiters in Debug builds.</summary>
internal static class PatternAccounting
{
    private static int _asyncSockets;
    private static int _reactors;
    private static long _waiters;

    public static int LiveAsyncSockets => Volatile.Read(ref _asyncSockets);

    public static int LiveReactors => Volatile.Read(ref _reactors);

    /// <summary>The number of operations that were begun and whose result was not read yet.</summary>
    public static long LiveWaiters => Interlocked.Read(ref _waiters);

    public static void AsyncSocketCreated() => Interlocked.Increment(ref _asyncSockets);

    public static void AsyncSocketClosed() => Interlocked.Decrement(ref _asyncSockets);

    public static void ReactorStarted() => Interlocked.Increment(ref _reactors);

    public static void ReactorEnded() => Interlocked.Decrement(ref _reactors);

    [Conditional("DEBUG")]
    public static void WaiterRented() => Interlocked.Increment(ref _waiters);

    [Conditional("DEBUG")]
    public static void WaiterReturned() => Interlocked.Decrement(ref _waiters);
}
