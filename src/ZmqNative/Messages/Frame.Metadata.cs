using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>The properties that libzmq keeps for a received frame, and the addressing of draft sockets.</content>
public readonly unsafe partial struct Frame
{
    /// <summary>The address of the peer that sent this frame, without port, such as <c>127.0.0.1</c>; null over inproc.</summary>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public string? PeerAddress => GetProperty("Peer-Address");

    /// <summary>The user id that the ZAP handler gave the peer; null without authentication.</summary>
    /// <remarks>
    /// Where no ZAP handler is asked, a peer can send this property itself, as any other that the handler has not given: libzmq does not
    /// distinguish them. Trust it only if each connection of the socket is authenticated. <c>ReceivedMessage.UserId</c> and <c>User</c> of
    /// ZmqNative.Patterns have only what an <c>Authenticator</c> of the process has written.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public string? UserId => GetProperty("User-Id");

    /// <summary>The number of the peer, on frames of SERVER and PEER sockets; 0 when there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0 is set.</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    [Experimental(Experiments.Draft)]
    public uint RoutingId
    {
        get
        {
            Zmq.RequireDraft(nameof(RoutingId));
            FrameCore core = Hold();
            uint routingId = LibzmqDraft.zmq_msg_routing_id(core.Message);
            core.GiveBack(_version);
            return routingId;
        }

        set
        {
            Zmq.RequireDraft(nameof(RoutingId));
            ArgumentOutOfRangeException.ThrowIfZero(value);
            FrameCore core = Hold();
            int errno = LibzmqDraft.zmq_msg_set_routing_id(core.Message, value) == 0 ? 0 : Libzmq.zmq_errno();
            core.GiveBack(_version);
            if (errno != 0)
            {
                ThrowHelper.Throw(errno, "set the routing id of a frame");
            }
        }
    }

    /// <summary>The group, at most 255 bytes of UTF-8, on frames of RADIO and DISH sockets; empty when there is none.</summary>
    /// <exception cref="ArgumentException">The group is null, longer than 255 bytes, or has a NUL.</exception>
    /// <exception cref="NotSupportedException">libzmq was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    [Experimental(Experiments.Draft)]
    public string Group
    {
        get
        {
            Zmq.RequireDraft(nameof(Group));
            FrameCore core = Hold();
            string? group = Marshal.PtrToStringUTF8((nint)LibzmqDraft.zmq_msg_group(core.Message));
            core.GiveBack(_version);
            return group ?? string.Empty;
        }

        set
        {
            Zmq.RequireDraft(nameof(Group));
            ArgumentNullException.ThrowIfNull(value);
            using NativeString group = GroupName.Encode(value, stackalloc byte[NativeString.StackSize]);
            fixed (byte* pointer = group.Bytes)
            {
                FrameCore core = Hold();
                int errno = LibzmqDraft.zmq_msg_set_group(core.Message, pointer) == 0 ? 0 : Libzmq.zmq_errno();
                core.GiveBack(_version);
                if (errno != 0)
                {
                    ThrowHelper.Throw(errno, "set the group of a frame");
                }
            }
        }
    }

    /// <summary>Reads a property of the connection that a received frame came over.</summary>
    /// <param name="name">
    /// <c>Peer-Address</c>, <c>User-Id</c>, <c>Socket-Type</c>, <c>Routing-Id</c> (what the peer calls itself: a REQ, DEALER or ROUTER
    /// may), or a name that the peer set with <see cref="Socket.SetMetadata"/> or a ZAP handler gave.
    /// </param>
    /// <returns>The value up to its first zero byte, or null where there is none; always null over inproc.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty, or has a NUL.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public string? GetProperty(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name != "Routing-Id")
        {
            return GetNativeProperty(name);
        }

        // On the wire, and so in what libzmq keeps, it has its old name; a peer without one sends an empty one.
        string? routingId = GetNativeProperty(name) ?? GetNativeProperty("Identity");
        return string.IsNullOrEmpty(routingId) ? null : routingId;
    }

    /// <summary>Reads a property in place.</summary>
    /// <param name="name">The name, with a NUL behind it.</param>
    /// <param name="read">Reads the value, which ends with the call. It must be short: other threads that use the frame wait.</param>
    /// <returns>What was read; default where there is no such property.</returns>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    internal T? ReadProperty<T>(ReadOnlySpan<byte> name, ReadOnlySpanReader<T> read)
    {
        fixed (byte* pointer = name)
        {
            FrameCore core = Hold();
            try
            {
                byte* value = Libzmq.zmq_msg_gets(core.Message, pointer);
                return value == null ? default : read(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value));
            }
            finally
            {
                core.GiveBack(_version);
            }
        }
    }

    /// <summary>Copies a property, as far as there is space.</summary>
    /// <param name="name">The name, with a NUL behind it.</param>
    /// <param name="destination">The memory for the value.</param>
    /// <returns>The number of bytes copied; 0 where there is no such property.</returns>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    internal int CopyProperty(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        fixed (byte* pointer = name)
        {
            FrameCore core = Hold();
            int length = 0;
            byte* value = Libzmq.zmq_msg_gets(core.Message, pointer);
            if (value != null)
            {
                ReadOnlySpan<byte> whole = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value);
                length = Math.Min(whole.Length, destination.Length);
                whole[..length].CopyTo(destination);
            }

            core.GiveBack(_version);
            return length;
        }
    }

    private string? GetNativeProperty(string name)
    {
        using NativeString property = new(name, nameof(name), stackalloc byte[NativeString.StackSize]);
        fixed (byte* pointer = property.Bytes)
        {
            FrameCore core = Hold();
            string? value = Marshal.PtrToStringUTF8((nint)Libzmq.zmq_msg_gets(core.Message, pointer));
            core.GiveBack(_version);
            return value;
        }
    }
}
