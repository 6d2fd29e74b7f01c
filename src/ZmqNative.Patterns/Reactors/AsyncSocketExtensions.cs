namespace ZmqNative.Patterns;

/// <summary>Async sockets from a context.</summary>
public static class AsyncSocketExtensions
{
    /// <summary>Creates a socket whose operations can be awaited.</summary>
    /// <param name="context">Where the socket lives.</param>
    /// <param name="type">What the socket does; any type with a file descriptor.</param>
    /// <param name="reactor">Who serves it. Default a shared one, which starts with the first socket and ends with the last.</param>
    /// <param name="options">How the socket waits. Default <see cref="AsyncSocketOptions.Default"/>.</param>
    /// <returns>A socket for any number of threads; dispose it before the context.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="NotSupportedException">The type is thread-safe in libzmq and has no descriptor.</exception>
    /// <exception cref="ObjectDisposedException">The reactor or the context is disposed.</exception>
    public static AsyncSocket CreateAsyncSocket(
        this Context context, SocketType type, Reactor? reactor = null, AsyncSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (reactor is not null)
        {
            return reactor.CreateSocket(context, type, options);
        }

        SharedRuntime shared = SharedRuntime.Acquire();
        try
        {
            return shared.Reactor.CreateSocket(context, type, options, shared);
        }
        catch
        {
            _ = shared.DisposeAsync().AsTask();
            throw;
        }
    }
}
