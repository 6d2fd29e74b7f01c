namespace ZmqNative.Patterns;

/// <content>Creating sockets.</content>
public sealed partial class AsyncSocket
{
    /// <summary>Creates a socket and binds or connects it.</summary>
    /// <example>
    /// <code>
    /// await using AsyncSocket dealer = AsyncSocket.Create(SocketType.Dealer, ">tcp://127.0.0.1:5555");
    /// </code>
    /// </example>
    /// <param name="type">The type; any that has a file descriptor.</param>
    /// <param name="endpoints">
    /// Endpoints separated by commas: <c>@</c> in front binds, <c>></c> connects. Without either PUB, XPUB, REP, ROUTER, PULL and STREAM
    /// sockets bind, the others connect. Null attaches the socket to none: use <see cref="Bind"/> and <see cref="Connect"/> then.
    /// </param>
    /// <param name="options">
    /// The options. Default <see cref="AsyncSocketOptions.Default"/>: the context and the reactor are shared, begin with the first socket
    /// or pattern that uses them and end with the last.
    /// </param>
    /// <returns>A socket for any number of threads; dispose it, before its context if that was given.</returns>
    /// <exception cref="ArgumentException">The endpoints are empty, or one of them is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is no socket type.</exception>
    /// <exception cref="AddressInUseException">An address is in use, or a path is that of a file that is no socket.</exception>
    /// <exception cref="NotSupportedException">
    /// Sockets of this type have no file descriptor (CLIENT, SERVER and other draft types).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The given reactor or context is disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint or the socket; the message has the reason.</exception>
    public static AsyncSocket Create(SocketType type, string? endpoints = null, AsyncSocketOptions? options = null)
    {
        options ??= AsyncSocketOptions.Default;
        SharedRuntime? shared = options.Context is null || options.Reactor is null ? SharedRuntime.Acquire() : null;
        AsyncSocket socket;
        try
        {
            socket = (options.Reactor ?? shared!.Reactor).CreateSocket(options.Context ?? shared!.Context, type, options, shared);
        }
        catch
        {
            _ = shared?.DisposeAsync().AsTask();
            throw;
        }

        try
        {
            if (endpoints is not null)
            {
                EndpointList.Attach(socket, endpoints, BindsByDefault(type));
            }

            return socket;
        }
        catch
        {
            _ = socket.DisposeAsync().AsTask();
            throw;
        }
    }

    // As in CZMQ: the stable side binds.
    private static bool BindsByDefault(SocketType type) =>
        type is SocketType.Pub or SocketType.XPub or SocketType.Rep or SocketType.Router or SocketType.Pull or SocketType.Stream;
}
