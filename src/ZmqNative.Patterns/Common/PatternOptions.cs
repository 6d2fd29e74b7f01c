using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>The options that all patterns have in common.</summary>
public record PatternOptions
{
    private static readonly TimeSpan DefaultHeartbeatInterval = TimeSpan.FromSeconds(10);

    /// <summary>The name in logs and metrics. Default: the name of the pattern.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The context of the socket; patterns that communicate over <c>inproc://</c> need the same one. Default: a shared context, made
    /// with the first pattern and ended with the last. The shared context may have as many sockets as the process may have open files, at
    /// most <see cref="Context.SocketLimit"/>; a pattern uses three.
    /// </summary>
    public Context? Context { get; init; }

    /// <summary>The reactor that polls the socket. Default: a shared reactor.</summary>
    public Reactor? Reactor { get; init; }

    /// <summary>
    /// The clock of all time-outs, intervals and ages of the pattern, for tests with virtual time. Default null: the clock of
    /// <see cref="Reactor"/>, which is the system's for the shared reactor. With another clock than the system's and without a reactor the
    /// pattern has a reactor, and so a thread, of its own. Times that libzmq measures, such as <see cref="Linger"/>, heartbeats and the pauses
    /// before a connection is made again, are not affected. The waits of dispose pass by this clock or by the system's, whichever is first, so that the
    /// end is limited even if the clock stands still.
    /// </summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>The logger. Default none.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The maximal number of messages queued per peer for sending: from 0, which means no limit. Default 1,000.</summary>
    public int SendHighWatermark { get; init; } = 1000;

    /// <summary>The maximal number of messages queued per peer for receiving: from 0, which means no limit. Default 1,000.</summary>
    public int ReceiveHighWatermark { get; init; } = 1000;

    /// <summary>
    /// The high-water mark for receiving in bytes of memory: when the messages of a peer that wait to be received take so much, no more is read
    /// from its connection until half of it was received (<see cref="Socket.ReceiveHighWatermarkBytes"/>). A queue holds one message more at
    /// most. Default 64 MiB; null for no limit. Without effect over <c>inproc://</c>, and with another libzmq than the one that ZmqNative
    /// builds: there a peer can queue <see cref="ReceiveHighWatermark"/> messages of <see cref="MaxMessageSize"/>.
    /// </summary>
    public long? ReceiveHighWatermarkBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// The time that dispose waits for handlers that run, before it cancels them, and for sends that wait for space in a queue: 0 to 24
    /// days, as all times here. Default 1 second.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time that dispose waits for handlers after it cancelled them; then it abandons them. Default 5 seconds.</summary>
    public TimeSpan CancelledHandlerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time that libzmq keeps accepted messages after dispose, to send them. Default 1 second; null for no limit.</summary>
    public TimeSpan? Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The largest frame, in bytes. A peer that sends a larger one is disconnected; sending a larger one fails with
    /// <see cref="MessageTooLargeException"/>. Default 64 MiB; null for no limit.
    /// </summary>
    public long? MaxFrameSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// The largest message, in bytes of all frames, those of the pattern included (about 30 bytes of a request). A larger one that is
    /// received is dropped and counted; sending a larger one fails with <see cref="MessageTooLargeException"/>. Default 128 MiB. The libzmq of
    /// this project disconnects a peer while it receives a message of more than twice the limit, at least 1 MiB
    /// (<see cref="PatternStatistics.Oversized"/>); another one keeps the whole message in memory first.
    /// </summary>
    public long MaxMessageSize { get; init; } = 128L * 1024 * 1024;

    /// <summary>
    /// The maximal number of frames of a message, those of the pattern included (3 or 4 of a request). A message with more that is received
    /// is dropped and counted; sending one fails with <see cref="MessageTooLargeException"/>. Default 256. As for <see cref="MaxMessageSize"/>,
    /// a peer is disconnected while it sends more than twice as many, at least 1,024.
    /// </summary>
    public int MaxFrames { get; init; } = 256;

    /// <summary>
    /// The maximal number of connections, of those that the endpoints which the pattern binds have accepted, that exist at the same time: 1 or more; null for no limit.
    /// One more is closed at once, before its handshake, and counted (<see cref="PatternStatistics.RefusedConnections"/>); its peer tries again with its
    /// back-off. Connections whose handshake has not ended count. Default: the number of descriptors that the process may have, without a reserve of a
    /// sixteenth of them, at most 64; 65,472 where that number is unknown. Of no effect with another libzmq than that of ZmqNative.
    /// </summary>
    public int? MaxConnections { get; init; } = ConnectionLimits.Total;

    /// <summary>
    /// The same for the connections of one IPv4 address, or of one IPv6 network of 64 bits, within which a host chooses its address itself. Default: half of the default of
    /// <see cref="MaxConnections"/>, at most 10,000, so that one address does not lock out the others. All hosts behind one NAT or proxy have one
    /// address. Of no effect on other transports than TCP, and with another libzmq than that of ZmqNative.
    /// </summary>
    public int? MaxConnectionsPerAddress { get; init; } = ConnectionLimits.PerAddress;

    /// <summary>
    /// The interval of ZMTP heartbeats, which detect peers that do not answer. Default null: every 10 seconds if the loaded libzmq has
    /// the corrections of this project (<c>Zmq.Has("zmqnative")</c>), else never. Another libzmq ends connections to peers that are only
    /// slow: its timers continue while a full queue stops it reading, and messages are lost with the connection. By default only a
    /// connection whose peer has sent heartbeats, too, is ended by a time-out (<see cref="Socket.MutualHeartbeats"/>). A value set here
    /// is used with every libzmq and every peer; <see cref="Timeout.InfiniteTimeSpan"/> means never.
    /// </summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>The longest time until the answer to a heartbeat; then the connection is ended and made again. Default 30 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the operating system probes connections over TCP that are silent: after 30 seconds, three times, every 10 seconds. So the
    /// connection to a machine that cannot be reached any more ends within about a minute. Default true.
    /// </summary>
    public bool TcpKeepAlive { get; init; } = true;

    /// <summary>
    /// The pause before a lost connection is made again. A random time of up to the same length is added to each pause. Default 100 ms.
    /// </summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest such pause, without its random part, as it doubles with every failure. Default 300 ms: a peer that is available again is
    /// connected within 0.4 seconds. A longer one saves attempts where many clients wait for a server that is down for long.
    /// </summary>
    public TimeSpan ReconnectIntervalMax { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Whether this library resolves the names of hosts in endpoints that are connected to, over <c>tcp://</c>. Default true: it does so on
    /// the thread pool, when an endpoint is connected, when its connection has ended and while it has none, with a deadline of 5 seconds
    /// each time. All addresses of a name are tried in turn. If false, libzmq resolves them, on the I/O thread that serves all sockets of
    /// the context, and takes the first address: a name server that does not answer then stalls all patterns of the context. libzmq in any
    /// case resolves names of source addresses and of SOCKS proxies, and, with a proxy, the proxy resolves the endpoint.
    /// </summary>
    public bool ResolveNames { get; init; } = true;

    /// <summary>The function that resolves names in place of the system, for tests; null for the system.</summary>
    internal HostResolver? Resolver { get; init; }

    /// <summary>
    /// The callback that sets further options of the raw socket, such as CURVE keys, before it is bound or connected. Default none.
    /// </summary>
    /// <remarks>
    /// It is called by the constructor, and by a <see cref="PairClient"/> or <see cref="PairServer"/> again for each new native socket, on
    /// a thread of the library. Until it returns such a pair makes no new connection and cannot be disposed, so it must not wait for the
    /// pair.
    /// </remarks>
    public Action<Socket>? ConfigureSocket { get; init; }

    /// <summary>
    /// The security of the connections: encryption, and who may connect. It is set after <see cref="ConfigureSocket"/>. Default null: none. A
    /// pattern that <see cref="ConfigureSocket"/> makes a CURVE or PLAIN server cannot be bound without an <see cref="Authenticator"/> in its context, either.
    /// </summary>
    public SecurityOptions? Security { get; init; }

    /// <summary>
    /// The number of times that a loop which has read all queued messages tries to receive again before it waits, as
    /// <see cref="AsyncSocketOptions.MaxSpins"/>. From 0, which means never, to 10,000. Default 20.
    /// </summary>
    public int MaxSpins { get; init; } = AsyncSocketOptions.Default.MaxSpins;

    /// <summary>
    /// The thread on which handlers run, and code continues that awaits an operation of the pattern. Default
    /// <see cref="ContinuationThread.Reactor"/>; <see cref="ContinuationThread.ThreadPool"/> for code that blocks or computes for long.
    /// </summary>
    public ContinuationThread Continuations { get; init; } = AsyncSocketOptions.DefaultContinuations;

    /// <summary>The interval of heartbeats; null for none.</summary>
    internal TimeSpan? ZmtpHeartbeatInterval => HeartbeatInterval is { } set
        ? set == Timeout.InfiniteTimeSpan ? null : set
        : Zmq.Has("zmqnative") ? DefaultHeartbeatInterval : null;

    /// <summary>
    /// The interval of probes that the protocol of the pattern sends to a peer with open requests or streams; null for none.
    /// </summary>
    internal TimeSpan? ProbeInterval => HeartbeatInterval is { } set
        ? set == Timeout.InfiniteTimeSpan ? null : set
        : DefaultHeartbeatInterval;

    /// <summary>The number of operations that may wait on the socket in each direction.</summary>
    internal virtual int MaxPendingOperations => AsyncSocketOptions.Default.MaxPendingOperations;

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="ArgumentException"><see cref="TimeProvider"/> is not the clock of <see cref="Reactor"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the text has the range.</exception>
    internal virtual void Validate()
    {
        if (TimeProvider is not null && Reactor is not null && Reactor.TimeProvider != TimeProvider)
        {
            string parameter = "options";
            throw new ArgumentException(
                $"{nameof(TimeProvider)} and the clock of {nameof(Reactor)} differ: a pattern has one clock. Set one of them alone.", parameter);
        }

        OptionChecks.Check(DrainTimeout, "options", nameof(DrainTimeout));
        OptionChecks.Check(CancelledHandlerTimeout, "options", nameof(CancelledHandlerTimeout));
        OptionChecks.Check(Linger ?? TimeSpan.Zero, "options", nameof(Linger));
        OptionChecks.Check(ZmtpHeartbeatInterval ?? TimeSpan.Zero, "options", nameof(HeartbeatInterval));
        OptionChecks.Check(HeartbeatTimeout, "options", nameof(HeartbeatTimeout));
        OptionChecks.Check(ReconnectInterval, "options", nameof(ReconnectInterval));
        OptionChecks.Check(ReconnectIntervalMax, "options", nameof(ReconnectIntervalMax));
        OptionChecks.CheckRange(SendHighWatermark, 0, int.MaxValue, nameof(SendHighWatermark));
        OptionChecks.CheckRange(ReceiveHighWatermark, 0, int.MaxValue, nameof(ReceiveHighWatermark));
        OptionChecks.CheckRange(ReceiveHighWatermarkBytes ?? 1, 1, long.MaxValue, nameof(ReceiveHighWatermarkBytes));
        OptionChecks.CheckRange(MaxFrameSize ?? 0, 0, long.MaxValue, nameof(MaxFrameSize));
        OptionChecks.CheckRange(MaxMessageSize, 1, long.MaxValue, nameof(MaxMessageSize));
        OptionChecks.CheckRange(MaxFrames, 1, int.MaxValue, nameof(MaxFrames));
        OptionChecks.CheckRange(MaxConnections ?? 1, 1, int.MaxValue, nameof(MaxConnections));
        OptionChecks.CheckRange(MaxConnectionsPerAddress ?? 1, 1, int.MaxValue, nameof(MaxConnectionsPerAddress));
        OptionChecks.CheckRange(MaxSpins, 0, AsyncSocketOptions.MostSpins, nameof(MaxSpins));
        OptionChecks.CheckRange((int)Continuations, 0, (int)ContinuationThread.ThreadPool, nameof(Continuations));
    }
}
