using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ZmqNative.Interop;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative;

/// <summary>Binds or connects a socket of the system and closes it at once, to learn whether that works.</summary>
/// <remarks>Not with a socket of .NET, except on Windows: its first one needs descriptors and threads, and spoils all later ones without.</remarks>
internal static unsafe class AddressProbe
{
    /// <summary>Binds under the rules by which libzmq does: connections that were accepted do not keep a port, another listener does.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Bind(EndPoint address)
    {
        if (OperatingSystem.IsWindows())
        {
            return WithSocket(address, static (socket, address) =>
            {
                socket.ExclusiveAddressUse = socket.AddressFamily != AddressFamily.Unix;
                socket.Bind(address);
            });
        }

        return WithDescriptor(address, bind: true);
    }

    /// <summary>Connects without blocking: the queue of a server that is behind may be full, and a connect would wait for it.</summary>
    /// <returns>0, also when the connection is not made at once; or the error number.</returns>
    public static int Connect(UnixDomainSocketEndPoint address) =>
        OperatingSystem.IsWindows()
            ? WithSocket(address, static (socket, address) =>
            {
                socket.Blocking = false;
                socket.Connect(address);
            })
            : WithDescriptor(address, bind: false);

    private static int WithDescriptor(EndPoint address, bool bind)
    {
        bool linux = OperatingSystem.IsLinux();
        int family = address.AddressFamily switch
        {
            AddressFamily.Unix => Posix.AF_UNIX,
            AddressFamily.InterNetworkV6 => linux ? Posix.AF_INET6_LINUX : Posix.AF_INET6_MACOS,
            _ => Posix.AF_INET,
        };

        // Elsewhere a connection is refused while the queue is full. A process that another thread starts meanwhile must not get the
        // descriptor: it would keep the address.
        int descriptor = Posix.socket(
            family, Posix.SOCK_STREAM | (linux ? Posix.SOCK_NONBLOCK_LINUX | Posix.SOCK_CLOEXEC_LINUX : 0), 0);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        if (bind && family != Posix.AF_UNIX)
        {
            int on = 1;
            _ = Posix.setsockopt(
                descriptor,
                linux ? Posix.SOL_SOCKET_LINUX : Posix.SOL_SOCKET_MACOS,
                linux ? Posix.SO_REUSEADDR_LINUX : Posix.SO_REUSEADDR_MACOS,
                &on,
                sizeof(int));
        }

        SocketAddress native = address.Serialize();
        int result, errno;
        fixed (byte* pointer = native.Buffer.Span)
        {
            result = bind
                ? Posix.bind(descriptor, pointer, (uint)native.Size)
                : Posix.connect(descriptor, pointer, (uint)native.Size);
            errno = Marshal.GetLastPInvokeError();
        }

        _ = Posix.close(descriptor);
        return result == 0 || errno == Errno.EAGAIN || errno == Errno.EINPROGRESS ? 0 : errno;
    }

    private static int WithSocket(EndPoint address, Action<NetSocket, EndPoint> action)
    {
        try
        {
            using NetSocket socket = new(
                address.AddressFamily,
                System.Net.Sockets.SocketType.Stream,
                address.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
            action(socket, address);
            return 0;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.WouldBlock or SocketError.InProgress => 0,
                SocketError.ConnectionRefused or SocketError.AddressNotAvailable => Errno.ECONNREFUSED,
                SocketError.AddressAlreadyInUse => Errno.EADDRINUSE,
                SocketError.AccessDenied => Errno.EACCES,
                _ => Errno.EINVAL,
            };
        }
    }
}
