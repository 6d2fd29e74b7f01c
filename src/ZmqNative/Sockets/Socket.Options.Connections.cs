using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>How connections are made, kept and given up.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Which I/O threads may serve new connections: bit 0 for the first. Default 0: all.</summary>
    public ulong Affinity
    {
        get => (ulong)GetInt64(Libzmq.ZMQ_AFFINITY);
        set => SetInt64(Libzmq.ZMQ_AFFINITY, (long)value);
    }

    /// <summary>How many incoming connections may wait to be accepted. Default 100.</summary>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public int Backlog
    {
        get => GetInt32Option(Libzmq.ZMQ_BACKLOG);
        set => SetOption(Libzmq.ZMQ_BACKLOG, value);
    }

    /// <summary>
    /// The pause before a broken connection is made again. Default 100 ms; null and zero never connect again. In
    /// milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ReconnectInterval
    {
        get => GetTime(Libzmq.ZMQ_RECONNECT_IVL, none: -1);
        set => SetTime(Libzmq.ZMQ_RECONNECT_IVL, value, none: -1);
    }

    /// <summary>
    /// The longest pause between attempts, which double from <see cref="ReconnectInterval"/>. Default null: no
    /// doubling. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ReconnectIntervalMax
    {
        get => GetTime(Libzmq.ZMQ_RECONNECT_IVL_MAX, none: 0);
        set => SetTime(Libzmq.ZMQ_RECONNECT_IVL_MAX, value, none: 0);
    }

    /// <summary>
    /// How long an attempt to connect may take. Default null: the system's own limit. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ConnectTimeout
    {
        get => GetTime(Libzmq.ZMQ_CONNECT_TIMEOUT, none: 0);
        set => SetTime(Libzmq.ZMQ_CONNECT_TIMEOUT, value, none: 0);
    }

    /// <summary>
    /// How long a peer may take to complete the ZMTP handshake. Default 30 s; null for ever. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HandshakeInterval
    {
        get => GetTime(Libzmq.ZMQ_HANDSHAKE_IVL, none: 0);
        set => SetTime(Libzmq.ZMQ_HANDSHAKE_IVL, value, none: 0);
    }

    /// <summary>Whether messages are queued for completed connections alone. Default false.</summary>
    public bool Immediate
    {
        get => GetBool(Libzmq.ZMQ_IMMEDIATE);
        set => SetBool(Libzmq.ZMQ_IMMEDIATE, value);
    }

    /// <summary>How often a ZMTP PING is sent. Default null: never. In milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HeartbeatInterval
    {
        get => GetTime(Libzmq.ZMQ_HEARTBEAT_IVL, none: 0);
        set => SetTime(Libzmq.ZMQ_HEARTBEAT_IVL, value, none: 0);
    }

    /// <summary>
    /// How long a PING waits for any traffic before the connection is given up. Default null: as long as
    /// <see cref="HeartbeatInterval"/>; once set it cannot be null again. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HeartbeatTimeout
    {
        get => GetTime(Libzmq.ZMQ_HEARTBEAT_TIMEOUT, none: -1);
        set => SetHeartbeatTimeout(value);
    }

    /// <summary>
    /// After how long without traffic the peer should give the connection up. Default null: it decides. In tenths of a
    /// second, at most 6,553.5 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HeartbeatTtl
    {
        get => GetTime(Libzmq.ZMQ_HEARTBEAT_TTL, none: 0);
        set => SetTimeToLive(value);
    }

    /// <summary>
    /// Whether <see cref="HeartbeatTimeout"/> ends only connections whose peer has sent a PING of its own. A peer that sends none
    /// may be alive and silent: while its queue is full, libzmq without the corrections of this project answers no PING. Default
    /// false: a peer that does not answer in time is taken for dead.
    /// </summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public bool MutualHeartbeats
    {
        get => GetBool(LibzmqNative.ZMQNATIVE_HEARTBEAT_MUTUAL);
        set => SetBool(LibzmqNative.ZMQNATIVE_HEARTBEAT_MUTUAL, value);
    }

    /// <summary>
    /// When libzmq stops trying to connect again. Default <see cref="ReconnectStopConditions.None"/>.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public ReconnectStopConditions ReconnectStop
    {
        get => ReconnectStops.FromNative(GetInt32Option(LibzmqDraft.ZMQ_RECONNECT_STOP));
        set => SetOption(LibzmqDraft.ZMQ_RECONNECT_STOP, ReconnectStops.ToNative(value));
    }

    /// <summary>The SO_PRIORITY of packets. Default 0. Linux alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">This process may not set such a priority; libzmq would abort.</exception>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public int Priority
    {
        get => GetInt32Option(LibzmqDraft.ZMQ_PRIORITY);
        set => SetOption(LibzmqDraft.ZMQ_PRIORITY, value);
    }

    /// <summary>
    /// For how long the kernel polls the network device when a TCP connection has nothing to read (SO_BUSY_POLL), in whole
    /// microseconds. Default null: the system's setting. Raising it above that needs CAP_NET_ADMIN; libzmq ignores a refusal. Linux
    /// alone, elsewhere without effect. Needs libzmq 4.3.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for microseconds in 31 bits.</exception>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    [Experimental(Experiments.Draft)]
    public TimeSpan? BusyPoll
    {
        get => RequireVersion435().GetRemembered(LibzmqDraft.ZMQ_BUSY_POLL, 0) is > 0 and var value ? TimeSpan.FromMicroseconds(value) : null;
        set
        {
            double microseconds = Math.Ceiling(value?.TotalMicroseconds ?? 0);
            if (microseconds is < 0 or > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"The time must be from 0 to {int.MaxValue} microseconds.");
            }

            RequireVersion435().SetRemembered(LibzmqDraft.ZMQ_BUSY_POLL, (int)microseconds);
        }
    }

    /// <summary>
    /// Sets a frame that libzmq puts into the receive queue of a DEALER, CLIENT or PEER when a connection is lost that the socket made
    /// and will make again. Default none. Needs libzmq 4.3.5.
    /// </summary>
    /// <param name="message">The bytes, which libzmq copies; nothing sets none.</param>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public void SetHiccupMessage(ReadOnlySpan<byte> message) => RequireVersion435().SetOption(LibzmqDraft.ZMQ_HICCUP_MSG, message);

    /// <summary>Sets a frame that libzmq sends to every new peer. Default none.</summary>
    /// <param name="message">The bytes, which libzmq copies; nothing sets none.</param>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public void SetHelloMessage(ReadOnlySpan<byte> message) => SetOption(LibzmqDraft.ZMQ_HELLO_MSG, message);

    /// <summary>Sets a frame that libzmq puts into the receive queue when a peer goes away. Default none.</summary>
    /// <param name="message">The bytes, which libzmq copies; nothing sets none.</param>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, and would crash.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public void SetDisconnectMessage(ReadOnlySpan<byte> message) => SetOption(LibzmqDraft.ZMQ_DISCONNECT_MSG, message);
}
