using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Settings that accumulate: subscriptions, groups, filters, names.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Subscribes a SUB to the messages that begin with <paramref name="prefix"/>; on a manual XPUB, subscribes the last peer.</summary>
    /// <remarks>
    /// A SUB and an XSUB send their subscriptions to each publisher through a queue of <see cref="SendHighWatermark"/> messages, all
    /// of them again with every new connection. What that queue has no place for is dropped, and nothing reports it. With more
    /// subscriptions than that set it to 0, no limit, before connecting or binding.
    /// </remarks>
    /// <param name="prefix">The first bytes of the first frame; none subscribe to all messages.</param>
    /// <exception cref="ZmqException">The socket type has no subscriptions (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Subscribe(ReadOnlySpan<byte> prefix) => SetOption(Libzmq.ZMQ_SUBSCRIBE, prefix);

    /// <summary>Subscribes to the messages that begin with a text, in UTF-8.</summary>
    /// <param name="prefix">The prefix; an empty one subscribes to all.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is null, or has half of a surrogate pair.</exception>
    /// <exception cref="ZmqException">The socket type has no subscriptions (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Subscribe(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Subscribe(StrictUtf8.GetBytes(prefix, nameof(prefix)));
    }

    /// <summary>Undoes one <see cref="Subscribe(ReadOnlySpan{byte})"/> of the same prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <exception cref="ZmqException">The socket type has no subscriptions (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Unsubscribe(ReadOnlySpan<byte> prefix) => SetOption(Libzmq.ZMQ_UNSUBSCRIBE, prefix);

    /// <summary>Undoes one <see cref="Subscribe(string)"/> of the same prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is null, or has half of a surrogate pair.</exception>
    /// <exception cref="ZmqException">The socket type has no subscriptions (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Unsubscribe(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Unsubscribe(StrictUtf8.GetBytes(prefix, nameof(prefix)));
    }

    /// <summary>Adds a DISH to a group, so that it receives the group's messages.</summary>
    /// <param name="group">At most 255 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The group is null, longer than 255 bytes, or has a NUL.</exception>
    /// <exception cref="ZmqException">The group was joined before, or this is no DISH.</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public void Join(string group) => SetMembership(group, &LibzmqDraft.zmq_join, "join");

    /// <summary>Undoes <see cref="Join"/>.</summary>
    /// <param name="group">The group.</param>
    /// <exception cref="ArgumentException">The group is null, longer than 255 bytes, or has a NUL.</exception>
    /// <exception cref="ZmqException">The group was not joined, or this is no DISH.</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public void Leave(string group) => SetMembership(group, &LibzmqDraft.zmq_leave, "leave");

    /// <summary>Names the peer of the next <see cref="Connect"/> of a ROUTER or STREAM, so that it can be sent to at once.</summary>
    /// <param name="routingId">1 to 255 bytes that do not begin with zero; each can be used once per socket.</param>
    /// <exception cref="ArgumentException">
    /// The id is empty, too long or begins with zero, or was used before; libzmq would abort the process.
    /// </exception>
    /// <exception cref="ZmqException">The socket type has none (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void SetConnectRoutingId(ReadOnlySpan<byte> routingId) =>
        SetOption(Libzmq.ZMQ_CONNECT_ROUTING_ID, routingId);

    /// <summary>Sends a property to every peer during the handshake; they read it with <see cref="Frame.GetProperty"/>.</summary>
    /// <param name="name">The name, which must begin with <c>X-</c>.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The name does not begin with <c>X-</c>, or a text is null or has a NUL.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public void SetMetadata(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!name.StartsWith("X-", StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("The name of a property begins with X- and has no colon.", nameof(name));
        }

        SetText(LibzmqDraft.ZMQ_METADATA, $"{name}:{value}");
    }

    /// <summary>Accepts TCP connections from this address range alone; several calls add up. Deprecated in libzmq: use ZAP.</summary>
    /// <param name="range">An address with an optional mask, such as <c>127.0.0.1/8</c>; null accepts all again.</param>
    /// <exception cref="ZmqException">It is no address range (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void AddTcpAcceptFilter(string? range) => SetText(Libzmq.ZMQ_TCP_ACCEPT_FILTER, range);

    /// <summary>
    /// Accepts ipc connections from processes of this user; several filters, also of the other two kinds, add up, and one that fits is
    /// enough. Linux and macOS. Deprecated in libzmq: use ZAP.
    /// </summary>
    /// <param name="userId">The number of the user; null removes the filters of this kind.</param>
    /// <exception cref="ZmqException">libzmq has no such filter on this platform (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void AddIpcUserFilter(uint? userId) => AddIpcFilter(Libzmq.ZMQ_IPC_FILTER_UID, (int?)userId);

    /// <summary>Adds a filter as <see cref="AddIpcUserFilter"/> does, for processes of a group, also a supplementary one of their user.</summary>
    /// <param name="groupId">The number of the group; null removes the filters of this kind.</param>
    /// <exception cref="ZmqException">libzmq has no such filter on this platform (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void AddIpcGroupFilter(uint? groupId) => AddIpcFilter(Libzmq.ZMQ_IPC_FILTER_GID, (int?)groupId);

    /// <summary>Adds a filter as <see cref="AddIpcUserFilter"/> does, for one process. Linux alone.</summary>
    /// <param name="processId">The number of the process; null removes the filters of this kind.</param>
    /// <exception cref="ZmqException">libzmq has no such filter on this platform (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void AddIpcProcessFilter(int? processId) => AddIpcFilter(Libzmq.ZMQ_IPC_FILTER_PID, processId);

    /// <summary>Tells whether a peer of a ROUTER can be sent to and received from.</summary>
    /// <param name="routingId">The peer.</param>
    /// <returns>The events that it is ready for.</returns>
    /// <exception cref="HostUnreachableException">There is no such peer.</exception>
    /// <exception cref="ZmqException">This is no ROUTER (<c>ENOTSUP</c>).</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public PollEvents GetPeerState(ReadOnlySpan<byte> routingId)
    {
        Zmq.RequireDraft(nameof(GetPeerState));
        fixed (byte* pointer = routingId)
        {
            byte empty = 0;
            void* socket = _handle.Enter();
            int state = LibzmqDraft.zmq_socket_get_peer_state(
                socket, pointer == null ? &empty : pointer, (nuint)routingId.Length);
            int errno = Libzmq.zmq_errno();
            _handle.Exit();
            if (state < 0)
            {
                ThrowHelper.ThrowTransfer(errno, this, "get the state of a peer of");
            }

            return (PollEvents)state;
        }
    }

    // All three numbers have 32 bits.
    private void AddIpcFilter(int option, int? value)
    {
        if (value is { } number)
        {
            SetOption(option, number);
        }
        else
        {
            Set(option, null, 0);
        }
    }

    private void SetMembership(string group, delegate*<void*, byte*, int> call, string verb)
    {
        Zmq.RequireDraft("Group membership");
        using NativeString name = GroupName.Encode(group, stackalloc byte[NativeString.StackSize + 1]);
        fixed (byte* pointer = name.Bytes)
        {
            void* socket = _handle.Enter();
            int result = call(socket, pointer);
            int errno = Libzmq.zmq_errno();
            _handle.Exit();
            if (result != 0)
            {
                ThrowHelper.Throw(errno, $"{verb} group {group} on {Type.NativeName()} socket");
            }
        }
    }
}
