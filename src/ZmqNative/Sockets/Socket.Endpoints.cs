using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Attaching to endpoints and letting go of them.</content>
public sealed unsafe partial class Socket
{
    private enum EndpointAction
    {
        Bind,
        Connect,
        Unbind,
        Disconnect,
    }

    /// <summary>Connects a PEER socket and tells the number that addresses that peer.</summary>
    /// <param name="endpoint">As for <see cref="Connect"/>.</param>
    /// <returns>The routing id for <see cref="Frame.RoutingId"/>.</returns>
    /// <exception cref="ArgumentException">The endpoint is null, empty, no valid text, or has a TCP port that is no number up to 65,535.</exception>
    /// <exception cref="ZmqException">libzmq refused it, or this is no PEER socket (<c>ENOTSUP</c>).</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public uint ConnectPeer(string endpoint)
    {
        Zmq.RequireDraft(nameof(ConnectPeer));
        uint routingId = 0;
        uint* result = &routingId;
        using NativeString address = EncodeEndpoint(endpoint, stackalloc byte[NativeString.StackSize]);
        fixed (byte* pointer = address.Bytes)
        {
            void* socket = _handle.Enter();
            *result = LibzmqDraft.zmq_connect_peer(socket, pointer);
            int errno = Libzmq.zmq_errno();
            _handle.Exit();
            if (routingId == 0)
            {
                ThrowHelper.Throw(errno, $"connect {Type.NativeName()} socket", endpoint);
            }
        }

        return routingId;
    }

    private static NativeString EncodeEndpoint(string endpoint, Span<byte> stack)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        EndpointCheck.ThrowIfPortIsNone(endpoint);
        EndpointCheck.ThrowIfHostTooLong(endpoint);
        return new NativeString(endpoint, nameof(endpoint), stack);
    }

    private void Attach(EndpointAction action, string endpoint)
    {
        using NativeString address = EncodeEndpoint(endpoint, stackalloc byte[NativeString.StackSize]);
        RefuseFatalTransport(endpoint);
        if (!InprocNames.Covers(endpoint))
        {
            if (action is EndpointAction.Bind or EndpointAction.Connect)
            {
                RefuseFatalDatagramEndpoint(endpoint, action == EndpointAction.Bind);
            }

            Attach(action, endpoint, address.Bytes);
            NoteDatagrams(action, endpoint);
            return;
        }

        // libzmq connects any two types over inproc and aborts on some of them, so what is where is known before it is asked.
        InprocNames names = Context.InprocNames;
        lock (names.Gate)
        {
            switch (action)
            {
                case EndpointAction.Bind:
                    names.ThrowIfWaiterMismatches(endpoint, _handle);
                    Attach(action, endpoint, address.Bytes);
                    names.Bound(endpoint, _handle);
                    break;
                case EndpointAction.Connect:
                    names.ThrowIfBinderMismatches(endpoint, _handle);
                    Context.ThrowIfNoPlaceToWait(endpoint);
                    Attach(action, endpoint, address.Bytes);
                    names.Connected(endpoint, _handle);
                    break;
                default:
                    Attach(action, endpoint, address.Bytes);
                    names.Left(endpoint, _handle);
                    break;
            }
        }
    }

    private void Attach(EndpointAction action, string endpoint, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = address)
        {
            int result, errno;
            void* socket = _handle.Enter();
            do
            {
                result = action switch
                {
                    EndpointAction.Bind => Libzmq.zmq_bind(socket, pointer),
                    EndpointAction.Connect => Libzmq.zmq_connect(socket, pointer),
                    EndpointAction.Unbind => Libzmq.zmq_unbind(socket, pointer),
                    _ => Libzmq.zmq_disconnect(socket, pointer),
                };
                errno = Libzmq.zmq_errno();
            }
            while (result != 0 && errno == Errno.EINTR);

            _handle.Exit();
            if (result != 0)
            {
                (string verb, string preposition) = action switch
                {
                    EndpointAction.Bind => ("bind", "to"),
                    EndpointAction.Connect => ("connect", "to"),
                    EndpointAction.Unbind => ("unbind", "from"),
                    _ => ("disconnect", "from"),
                };
                ThrowHelper.Throw(errno, $"{verb} {Type.NativeName()} socket", endpoint, preposition);
            }
        }

        _handle.LastUsedEndpoint = endpoint;
    }
}
