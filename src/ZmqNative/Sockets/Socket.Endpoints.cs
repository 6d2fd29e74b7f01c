using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Attaching to endpoints and detaching from them.</content>
public sealed unsafe partial class Socket
{
    // What libzmq knows by the very text, apart from inproc.
    private HashSet<string>? _connected;

    // The number of the peer of the last ConnectPeer.
    private uint _connectedPeer;

    private enum EndpointAction
    {
        Bind,
        Connect,
        ConnectPeer,
        Unbind,
        Disconnect,
    }

    /// <summary>Connects a PEER socket, and returns the number that addresses the peer.</summary>
    /// <param name="endpoint">As for <see cref="Connect"/>.</param>
    /// <returns>The routing id for <see cref="Frame.RoutingId"/>.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Connect"/>.</exception>
    /// <exception cref="ZmqException">libzmq refused it, or this is no PEER socket (<c>ENOTSUP</c>).</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Connect"/>.</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public uint ConnectPeer(string endpoint)
    {
        Zmq.RequireDraft(nameof(ConnectPeer));
        if (Type != SocketType.Peer && !IsClosed)
        {
            // Before the names over inproc are looked at, which would speak of the types.
            ThrowHelper.Throw(Errno.ENOTSUP, Operation(EndpointAction.ConnectPeer), endpoint);
        }

        RefuseFatalSecurity();
        Attach(EndpointAction.ConnectPeer, endpoint);
        return _connectedPeer;
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
        RefuseInsideMessage(action);
        if (!InprocNames.Covers(endpoint))
        {
            AttachOutside(action, endpoint, address.Bytes);
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
                    BindName(endpoint, address.Bytes);
                    names.Bound(endpoint, _handle);
                    break;
                case EndpointAction.Connect or EndpointAction.ConnectPeer:
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

    // Everything but inproc.
    private void AttachOutside(EndpointAction action, string endpoint, ReadOnlySpan<byte> address)
    {
        RefuseWithoutDescriptors(action, endpoint);
        switch (action)
        {
            case EndpointAction.Bind:
                RefuseFatalDatagramEndpoint(endpoint, binding: true);
                BindOutside(endpoint, address);
                break;
            case EndpointAction.Connect or EndpointAction.ConnectPeer:
                EndpointCheck.ThrowIfWildcard(endpoint);
                RefuseFatalDatagramEndpoint(endpoint, binding: false);
                RefuseIPv6Address(endpoint, binding: false);
                if (IpcPath.Covers(endpoint))
                {
                    IpcPath.ThrowIfImpossible(endpoint, Operation(action));
                }

                Attach(action, endpoint, address);
                _ = (_connected ??= new(StringComparer.Ordinal)).Add(endpoint);
                break;
            default:
                // libzmq does not tell the two apart, but by the text: a listener with the port of what was connected stays.
                Attach(action, endpoint, address);
                _handle.Listeners.End(endpoint, exactly: _connected?.Remove(endpoint) == true);
                break;
        }
    }

    private void BindOutside(string endpoint, ReadOnlySpan<byte> address)
    {
        if (UseFileDescriptor is not null)
        {
            // A listener that others may share; its file is theirs as well.
            Attach(EndpointAction.Bind, endpoint, address);
            return;
        }

        RefuseIPv6Address(endpoint, binding: true);
        if (!IpcPath.Covers(endpoint))
        {
            Attach(EndpointAction.Bind, endpoint, address);
            _handle.Listeners.Add(new Listener(LastEndpoint, wildcard: false));
            return;
        }

        string operation = Operation(EndpointAction.Bind);
        IpcPath.ThrowIfImpossible(endpoint, operation);
        bool wildcard = IpcPath.IsWildcard(endpoint);
        lock (IpcPath.Gate)
        {
            if (!wildcard && !IpcPath.IsAbstract(endpoint))
            {
                IpcPath.ThrowIfTaken(endpoint, operation);
            }

            Attach(EndpointAction.Bind, endpoint, address);
            _handle.Listeners.Add(new Listener(LastEndpoint, wildcard));
        }
    }

    // libzmq's reaper takes the names of a closed socket away, some time after the call that closed it.
    private void BindName(string endpoint, ReadOnlySpan<byte> address)
    {
        Deadline limit = new(ListenerSet.LongestWait);
        SpinWait spin = default;
        int errno;
        while ((errno = TryAttach(EndpointAction.Bind, address)) == Errno.EADDRINUSE
            && Context.InprocNames.IsFree(endpoint) && Context.IsReaping && limit.MillisecondsLeft > 0)
        {
            spin.SpinOnce();
        }

        Attached(EndpointAction.Bind, endpoint, errno);
    }

    private string Operation(EndpointAction action) => action switch
    {
        EndpointAction.Bind => $"bind {Type.NativeName()} socket",
        EndpointAction.Connect or EndpointAction.ConnectPeer => $"connect {Type.NativeName()} socket",
        EndpointAction.Unbind => $"unbind {Type.NativeName()} socket",
        _ => $"disconnect {Type.NativeName()} socket",
    };

    private void Attach(EndpointAction action, string endpoint, ReadOnlySpan<byte> address) =>
        Attached(action, endpoint, TryAttach(action, address));

    private void Attached(EndpointAction action, string endpoint, int errno, string? advice = null)
    {
        if (errno != 0)
        {
            string preposition = action is EndpointAction.Unbind or EndpointAction.Disconnect ? "from" : "to";
            ThrowHelper.Throw(errno, Operation(action), endpoint, preposition, advice);
        }

        _handle.LastUsedEndpoint = endpoint;
    }

    // 0, or the error number.
    private int TryAttach(EndpointAction action, ReadOnlySpan<byte> address)
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
                    EndpointAction.ConnectPeer => (_connectedPeer = LibzmqDraft.zmq_connect_peer(socket, pointer)) != 0 ? 0 : -1,
                    EndpointAction.Unbind => Libzmq.zmq_unbind(socket, pointer),
                    _ => Libzmq.zmq_disconnect(socket, pointer),
                };
                errno = Libzmq.zmq_errno();
            }
            while (result != 0 && errno == Errno.EINTR);

            _handle.Exit();
            return result == 0 ? 0 : errno;
        }
    }
}
