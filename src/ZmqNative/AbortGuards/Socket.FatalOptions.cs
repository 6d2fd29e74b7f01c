using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using ZmqNative.Interop;
using NetSocket = System.Net.Sockets.Socket;

namespace ZmqNative;

/// <content>Checks of options whose values may make libzmq abort the process.</content>
public sealed unsafe partial class Socket
{
    private const int LongestRoutingId = 255;

    // Linux lets every process set the priorities 0 to 6.
    private const int HighestFreePriority = 6;

    // libzmq aborts when a routing id given for an outgoing connection is in use, so none is used twice on one socket.
    private HashSet<string>? _connectRoutingIds;
    private byte[]? _nextConnectRoutingId;
    private bool _acceptsProxyRisk;

    /// <summary>Checks a value that is about to be set.</summary>
    private void RefuseFatalOption(int option, ReadOnlySpan<byte> value)
    {
        switch (option)
        {
            case Libzmq.ZMQ_USE_FD when value.Length == sizeof(int) && MemoryMarshal.Read<int>(value) is >= 0 and var descriptor:
                if (ListeningFamily(descriptor) is null)
                {
                    throw new ArgumentException($"Descriptor {descriptor} is no listening socket; libzmq would abort on it.", nameof(value));
                }

                break;
            case Libzmq.ZMQ_ROUTING_ID when value.Length > 0 && value[0] == 0:
                // A ROUTER makes such ids up for peers without one, and aborts when the one that is next is taken.
                throw new ArgumentException("A routing id must not begin with a zero byte.", nameof(value));
            case Libzmq.ZMQ_CONNECT_ROUTING_ID when Type is SocketType.Router or SocketType.Stream or SocketType.Rep:
                RefuseUsedRoutingId(value);
                break;
            case LibzmqDraft.ZMQ_PRIORITY when value.Length == sizeof(int):
                RefuseForbiddenPriority(MemoryMarshal.Read<int>(value));
                break;
            case LibzmqDraft.ZMQ_DISCONNECT_MSG when value.Length > 0 && Zmq.Version < new Version(4, 3, 5):
                throw new NotSupportedException(
                    "Before libzmq 4.3.5 a disconnect message crashes the process when a peer goes while the socket is closed.");
            case Libzmq.ZMQ_SOCKS_PROXY when value.Length > 0 && !_acceptsProxyRisk:
                throw new ArgumentException(
                    "libzmq aborts the process when a socket is closed while its SOCKS proxy cannot be reached. " +
                    "If the proxy can be relied on, set UnsafeSocksProxy.",
                    nameof(value));
            case Libzmq.ZMQ_ROUTER_MANDATORY or LibzmqDraft.ZMQ_ROUTER_NOTIFY
                when Type == SocketType.Rep && value.Length == sizeof(int) && MemoryMarshal.Read<int>(value) > 0:
                // libzmq takes them, a REP being a ROUTER inside, and asserts that a reply finds its client.
                throw new InvalidOperationException("A REP socket has no options of ROUTER sockets: libzmq would abort.");
            case Libzmq.ZMQ_ROUTER_RAW when value.Length == sizeof(int) && MemoryMarshal.Read<int>(value) > 0:
                RefuseRawProbe(raw: true, ProbeRouter);
                break;
            case Libzmq.ZMQ_PROBE_ROUTER when value.Length == sizeof(int) && MemoryMarshal.Read<int>(value) > 0:
                RefuseRawProbe(RouterRaw, probe: true);
                break;
        }
    }

    /// <summary>Notes a value that has been set.</summary>
    private void NoteOption(int option, ReadOnlySpan<byte> value)
    {
        switch (option)
        {
            case Libzmq.ZMQ_CONNECT_ROUTING_ID when Type is SocketType.Router or SocketType.Stream or SocketType.Rep:
                _nextConnectRoutingId = value.ToArray();
                break;
            case Libzmq.ZMQ_XPUB_WELCOME_MSG or LibzmqDraft.ZMQ_HELLO_MSG:
                _handle.Greets = value.Length > 0;
                break;
        }
    }

    // A REP cannot be raw, and a raw socket cannot send the empty message of a probe.
    private void RefuseRawProbe(bool raw, bool probe)
    {
        if (raw && (probe || Type == SocketType.Rep))
        {
            throw new InvalidOperationException(
                $"A {Type.NativeName()} socket cannot be raw{(probe ? " and probe its peers" : string.Empty)}: libzmq would abort.");
        }
    }

    private static void RefuseForbiddenPriority(int priority)
    {
        const int SolSocket = 1;
        const int SoPriority = 12;
        if (priority <= HighestFreePriority || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            using NetSocket probe = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp);
            probe.SetRawSocketOption(SolSocket, SoPriority, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in priority)));
        }
        catch (SocketException exception)
        {
            throw new ArgumentOutOfRangeException(
                nameof(priority), priority, $"This process may not set it, and libzmq would abort: {exception.Message}.");
        }
    }

    private void RefuseUsedRoutingId(ReadOnlySpan<byte> routingId)
    {
        if (routingId.Length is 0 or > LongestRoutingId || routingId[0] == 0)
        {
            throw new ArgumentException(
                $"A routing id has 1 to {LongestRoutingId} bytes, the first of which is not zero.", nameof(routingId));
        }

        if (_connectRoutingIds?.Contains(Convert.ToHexString(routingId)) == true)
        {
            throw new ArgumentException(
                $"The routing id {Encoding.UTF8.GetString(routingId)} was used by this socket before; libzmq would abort.",
                nameof(routingId));
        }
    }

    // A peer may have come with that id, too. libzmq looks at its queue of commands once more in the call that connects: a
    // peer that arrives in between cannot be detected.
    private void RefuseTakenRoutingId()
    {
        if (_nextConnectRoutingId is { } routingId && Type == SocketType.Router && Zmq.Has("draft"))
        {
            _ = Events;
            fixed (byte* pointer = routingId)
            {
                void* socket = _handle.Enter();
                int state = LibzmqDraft.zmq_socket_get_peer_state(socket, pointer, (nuint)routingId.Length);
                _handle.Exit();
                if (state >= 0)
                {
                    throw new InvalidOperationException(
                        $"A peer with the routing id {Encoding.UTF8.GetString(routingId)} is connected; libzmq would abort.");
                }
            }
        }
    }

    private void ReserveConnectRoutingId()
    {
        // With Immediate libzmq keeps the name for a later connection.
        if (_nextConnectRoutingId is { } routingId && !Immediate)
        {
            _nextConnectRoutingId = null;
            _ = (_connectRoutingIds ??= []).Add(Convert.ToHexString(routingId));
        }
    }

    private void RefuseFatalSecurity()
    {
        if (PlainServer && ZapEnforced() && string.IsNullOrEmpty(ZapDomain))
        {
            throw new InvalidOperationException(
                "A PLAIN server that enforces its ZAP domain needs a domain: libzmq would abort the process on the first client. " +
                "Set ZapDomain, or ZapEnforceDomain to false.");
        }
    }

    // A libzmq without its draft API has the option nevertheless; one that is older than the option says EINVAL.
    private bool ZapEnforced()
    {
        int value = 0;
        return TryGetOption(LibzmqDraft.ZMQ_ZAP_ENFORCE_DOMAIN, new Span<byte>(&value, sizeof(int)), out _) == 0 && value != 0;
    }

    // Once more, since it may have been closed since it was set.
    private void RefuseFatalDescriptor(string endpoint)
    {
        if (UseFileDescriptor is { } descriptor && endpoint is not null && !InprocNames.Covers(endpoint))
        {
            AddressFamily? family = ListeningFamily(descriptor);
            bool fits = endpoint.StartsWith("ipc:", StringComparison.Ordinal)
                ? family == AddressFamily.Unix
                : family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;
            if (!fits)
            {
                throw new InvalidOperationException(
                    $"Descriptor {descriptor} is no listening socket for {endpoint}; libzmq would abort on it.");
            }
        }
    }

    // libzmq would give the same descriptor to the next listener, and abort when it is polled twice.
    private void ForgetDescriptor(string endpoint)
    {
        if (!InprocNames.Covers(endpoint) && UseFileDescriptor is not null)
        {
            UseFileDescriptor = null;
        }
    }

    private static AddressFamily? ListeningFamily(int descriptor)
    {
        try
        {
            using NetSocket socket = new(new SafeSocketHandle(descriptor, ownsHandle: false));
            return socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0
                ? socket.AddressFamily
                : null;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return null;
        }
    }

    private void SetProxy(string? address)
    {
        _acceptsProxyRisk = true;
        try
        {
            SetText(SocketOptions.UnsafeSocksProxy, address);
        }
        finally
        {
            _acceptsProxyRisk = false;
        }
    }
}
