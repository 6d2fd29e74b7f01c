using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <content>Options of connections: making, keeping and ending them.</content>
public sealed unsafe partial class Socket
{
    /// <summary>The I/O threads that may serve new connections: bit 0 for the first. Default 0: all.</summary>
    public ulong Affinity
    {
        get => (ulong)GetInt64(SocketOptions.Affinity);
        set => SetInt64(SocketOptions.Affinity, (long)value);
    }

    /// <summary>The number of incoming connections that may wait to be accepted. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Backlog
    {
        get => GetInt32(SocketOptions.Backlog);
        set => SetInt32(SocketOptions.Backlog, value);
    }

    /// <summary>
    /// The pause before a broken connection is made again. Default 100 ms; null and zero never connect again. In
    /// milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ReconnectInterval
    {
        get => GetTime(SocketOptions.ReconnectInterval);
        set => SetTime(SocketOptions.ReconnectInterval, value);
    }

    /// <summary>
    /// The longest pause between attempts, which double from <see cref="ReconnectInterval"/>. Default null: no
    /// doubling. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ReconnectIntervalMax
    {
        get => GetTime(SocketOptions.ReconnectIntervalMax);
        set => SetTime(SocketOptions.ReconnectIntervalMax, value);
    }

    /// <summary>
    /// How long an attempt to connect may take. Default null: the system's own limit. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? ConnectTimeout
    {
        get => GetTime(SocketOptions.ConnectTimeout);
        set => SetTime(SocketOptions.ConnectTimeout, value);
    }

    /// <summary>
    /// How long a peer may take to complete the ZMTP handshake. Default 30 s; null for ever. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HandshakeInterval
    {
        get => GetTime(SocketOptions.HandshakeInterval);
        set => SetTime(SocketOptions.HandshakeInterval, value);
    }

    /// <summary>Whether messages are queued for completed connections alone. Default false.</summary>
    public bool Immediate
    {
        get => GetFlag(SocketOptions.Immediate);
        set => SetFlag(SocketOptions.Immediate, value);
    }

    /// <summary>The time between two ZMTP PINGs. Default null: none is sent. In milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HeartbeatInterval
    {
        get => GetTime(SocketOptions.HeartbeatInterval);
        set => SetTime(SocketOptions.HeartbeatInterval, value);
    }

    /// <summary>
    /// The time within which any traffic must follow a PING, or the connection ends. Default null: as long as
    /// <see cref="HeartbeatInterval"/>; once set it cannot be null again. In milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HeartbeatTimeout
    {
        get => GetTime(SocketOptions.HeartbeatTimeout);
        set
        {
            if (value is not null)
            {
                SetTime(SocketOptions.HeartbeatTimeout, value);
            }
            else if (HeartbeatTimeout is not null)
            {
                throw new ArgumentNullException(nameof(value), "libzmq cannot forget a heartbeat time-out; set the interval's value.");
            }
        }
    }

    /// <summary>
    /// After how long without traffic the peer should give the connection up. Default null: it decides. In tenths of a
    /// second, at most 6,553.5 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too large for milliseconds in 31 bits.</exception>
    public TimeSpan? HeartbeatTtl
    {
        get => GetTime(SocketOptions.HeartbeatTtl);
        set => SetTime(SocketOptions.HeartbeatTtl, value);
    }

    /// <summary>
    /// Whether <see cref="HeartbeatTimeout"/> ends only connections whose peer has sent a PING of its own. A peer that sends none
    /// may be alive and silent: while its queue is full, libzmq without the corrections of this project answers no PING. Default
    /// false: a peer that does not answer in time is taken for dead.
    /// </summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public bool MutualHeartbeats
    {
        get => GetFlag(SocketOptions.MutualHeartbeats);
        set => SetFlag(SocketOptions.MutualHeartbeats, value);
    }

    /// <summary>
    /// When libzmq stops trying to connect again. Default <see cref="ReconnectStopConditions.None"/>.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public ReconnectStopConditions ReconnectStop
    {
        get => ReconnectStops.FromNative(GetInt32(SocketOptions.ReconnectStop));
        set => SetInt32(SocketOptions.ReconnectStop, ReconnectStops.ToNative(value));
    }

    /// <summary>The SO_PRIORITY of packets. Default 0. Linux alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">This process may not set such a priority; libzmq would abort.</exception>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public int Priority
    {
        get => GetInt32(SocketOptions.Priority);
        set => SetInt32(SocketOptions.Priority, value);
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
        get => GetTime(SocketOptions.BusyPoll);
        set => SetTime(SocketOptions.BusyPoll, value);
    }

    /// <summary>
    /// Sets a frame that libzmq puts into the receive queue of a DEALER, CLIENT or PEER when a connection is lost that the socket made
    /// and will make again. Default none. Needs libzmq 4.3.5.
    /// </summary>
    /// <param name="message">The bytes, which libzmq copies; none unset it.</param>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public void SetHiccupMessage(ReadOnlySpan<byte> message) => SetBytes(SocketOptions.HiccupMessage, message);

    /// <summary>Sets a frame that libzmq sends to every new peer. Default none.</summary>
    /// <param name="message">The bytes, which libzmq copies; none unset it.</param>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public void SetHelloMessage(ReadOnlySpan<byte> message) => SetBytes(SocketOptions.HelloMessage, message);

    /// <summary>Sets a frame that libzmq puts into the receive queue when a peer goes away. Default none.</summary>
    /// <param name="message">The bytes, which libzmq copies; none unset it.</param>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, and would crash.</exception>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public void SetDisconnectMessage(ReadOnlySpan<byte> message) => SetBytes(SocketOptions.DisconnectMessage, message);
}
