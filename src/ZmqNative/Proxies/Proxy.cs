using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Passes messages between two sockets, on the calling thread.</summary>
/// <remarks>
/// The usual pairs: XSUB and XPUB (forwarder), ROUTER and DEALER (shared queue), PULL and PUSH (streamer). The proxy owns
/// its sockets while it runs. To stop one without the context, use <see cref="SteerableProxy"/>.
/// </remarks>
public static unsafe class Proxy
{
    /// <summary>Passes messages until the context is shut down.</summary>
    /// <param name="frontend">One side.</param>
    /// <param name="backend">The other side; may be the same socket, which then echoes.</param>
    /// <param name="capture">A PUB, DEALER, PUSH or PAIR that gets a copy of every message; or null.</param>
    /// <exception cref="ArgumentNullException">A side is null.</exception>
    /// <exception cref="ArgumentException">A side is a SERVER or PEER, which a proxy cannot serve; or the capture is a PULL, SUB, GATHER or DISH, which cannot send.</exception>
    /// <exception cref="ObjectDisposedException">A socket is closed.</exception>
    /// <exception cref="ZmqException">libzmq stopped for another reason; the message has the reason.</exception>
    public static void Run(Socket frontend, Socket backend, Socket? capture = null)
    {
        ArgumentNullException.ThrowIfNull(frontend);
        ArgumentNullException.ThrowIfNull(backend);
        RefuseNumbered(frontend, nameof(frontend));
        RefuseNumbered(backend, nameof(backend));
        RefuseReceiver(capture, nameof(capture));
        using SocketLease sides = new(frontend, backend, capture);
        int errno;
        do
        {
            errno = Libzmq.zmq_proxy(sides.First, sides.Second, sides.Third) == 0 ? 0 : Libzmq.zmq_errno();
        }
        while (errno == Errno.EINTR);

        if (errno is not 0 and not Libzmq.ETERM)
        {
            ThrowHelper.Throw(errno, $"run a proxy between {frontend} and {backend}");
        }
    }

    /// <summary>Throws for a capture that cannot send: libzmq would end the proxy with the first message only.</summary>
    internal static void RefuseReceiver(Socket? capture, string name)
    {
        if (capture?.Type is SocketType.Pull or SocketType.Sub or SocketType.Gather or SocketType.Dish)
        {
            throw new ArgumentException($"A {capture.Type.NativeName()} socket cannot be the capture of a proxy: it only receives. Use PUB, DEALER, PUSH or PAIR.", name);
        }
    }

    /// <summary>Throws for a socket that sends only to a peer's number, which nothing that came over another socket has.</summary>
    internal static void RefuseNumbered(Socket side, string name)
    {
        if (side.Type is SocketType.Server or SocketType.Peer)
        {
            throw new ArgumentException(
                $"A {side.Type.NativeName()} socket cannot be in a proxy: it sends to the peer whose number a frame has, and what the " +
                "other side receives has none. Use ROUTER and DEALER.",
                name);
        }
    }
}
