using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>What all patterns have in common.</summary>
public record PatternOptions
{
    private static readonly TimeSpan DefaultHeartbeatInterval = TimeSpan.FromSeconds(10);

    /// <summary>The name in logs and metrics. Default: the name of the pattern.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Where the socket lives; patterns that talk over <c>inproc://</c> need the same one. Default: a shared context, made
    /// with the first pattern and ended with the last. That one may have as many sockets as the process may have files open, at most
    /// <see cref="Context.SocketLimit"/>; a pattern takes three.
    /// </summary>
    public Context? Context { get; init; }

    /// <summary>Who serves the socket. Default: a shared reactor.</summary>
    public Reactor? Reactor { get; init; }

    /// <summary>Where to log. Default nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>How many messages may be queued per peer for sending: from 0, which means no limit. Default 1,000.</summary>
    public int SendHighWatermark { get; init; } = 1000;

    /// <summary>How many messages may be queued per peer for receiving: from 0, which means no limit. Default 1,000.</summary>
    public int ReceiveHighWatermark { get; init; } = 1000;

    /// <summary>
    /// How long dispose waits for handlers that run, before it cancels them, and for sends that found no room: 0 to 24 days, as all
    /// times here. Default 1 second.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long dispose waits for handlers after it cancelled them; then it leaves them behind. Default 5 seconds.</summary>
    public TimeSpan CancelledHandlerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long libzmq keeps messages that it accepted, after dispose. Default 1 second; null for ever.</summary>
    public TimeSpan? Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The largest frame, in bytes. A peer that sends more is disconnected; to send more fails with
    /// <see cref="MessageTooLargeException"/>. Default 64 MiB; null for no limit.
    /// </summary>
    public long? MaxFrameSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// The largest message, in bytes of all frames, those of the pattern included (about 30 bytes of a request). One that is received
    /// with more is dropped and counted; to send more fails with <see cref="MessageTooLargeException"/>. Default 128 MiB.
    /// </summary>
    public long MaxMessageSize { get; init; } = 128L * 1024 * 1024;

    /// <summary>
    /// How many frames a message may have, those of the pattern included (3 or 4 of a request). One that is received with more is
    /// dropped and counted; to send more fails with <see cref="MessageTooLargeException"/>. Default 256.
    /// </summary>
    public int MaxFrames { get; init; } = 256;

    /// <summary>
    /// How often a silent peer is asked, by a ZMTP heartbeat, whether it lives. Default null: every 10 seconds if the loaded libzmq has
    /// the corrections of this project (<c>Zmq.Has("zmqnative")</c>), else never. Another libzmq takes a peer that is only slow for a
    /// dead one: its timers go on while a full queue stops it reading, and messages are lost with the connection. By default only a
    /// connection whose peer has sent heartbeats, too, is ended by a time-out (<see cref="Socket.MutualHeartbeats"/>). A value set here
    /// is used with every libzmq and every peer; <see cref="Timeout.InfiniteTimeSpan"/> means never.
    /// </summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>How long the answer may take before the connection is made anew. Default 30 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the operating system probes connections over TCP that are silent: after 30 seconds, three times, every 10 seconds. So the
    /// connection to a machine that is gone ends within about a minute. Default true.
    /// </summary>
    public bool TcpKeepAlive { get; init; } = true;

    /// <summary>
    /// The pause before a broken connection is made again. Each pause has a random part of up to this much on top. Default 100 ms.
    /// </summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest such pause, without its random part, as it doubles with every failure. Default 300 ms: a peer that comes back is
    /// connected within 0.4 seconds. A longer one saves attempts where many clients wait for a server that is away for long.
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

    /// <summary>Resolves names in place of the system, for tests; null for the system.</summary>
    internal HostResolver? Resolver { get; init; }

    /// <summary>Sets further options of the raw socket, such as CURVE keys, before it is bound or connected. Default nothing.</summary>
    /// <remarks>
    /// It is called by the constructor, and by a <see cref="PairClient"/> or <see cref="PairServer"/> again for each new native socket, on a
    /// thread of the library. Until it returns such a pair makes no new connection and cannot be disposed, so it must not wait for the pair.
    /// </remarks>
    public Action<Socket>? ConfigureSocket { get; init; }

    /// <summary>
    /// How often a loop that has caught up with a stream of messages tries again before it waits, as
    /// <see cref="AsyncSocketOptions.MaxSpins"/>. From 0, which means never. Default 20.
    /// </summary>
    public int MaxSpins { get; init; } = AsyncSocketOptions.Default.MaxSpins;

    /// <summary>How often heartbeats are sent; null for never.</summary>
    internal TimeSpan? ZmtpHeartbeatInterval => HeartbeatInterval is { } set
        ? set == Timeout.InfiniteTimeSpan ? null : set
        : Zmq.Has("zmqnative") ? DefaultHeartbeatInterval : null;

    /// <summary>How often a peer with something open is probed by the protocol of the pattern itself; null for never.</summary>
    internal TimeSpan? ProbeInterval => HeartbeatInterval is { } set
        ? set == Timeout.InfiniteTimeSpan ? null : set
        : DefaultHeartbeatInterval;

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the text has the range.</exception>
    internal virtual void Validate()
    {
        OptionChecks.Check(DrainTimeout, "options", nameof(DrainTimeout));
        OptionChecks.Check(CancelledHandlerTimeout, "options", nameof(CancelledHandlerTimeout));
        OptionChecks.Check(Linger ?? TimeSpan.Zero, "options", nameof(Linger));
        OptionChecks.Check(ZmtpHeartbeatInterval ?? TimeSpan.Zero, "options", nameof(HeartbeatInterval));
        OptionChecks.Check(HeartbeatTimeout, "options", nameof(HeartbeatTimeout));
        OptionChecks.Check(ReconnectInterval, "options", nameof(ReconnectInterval));
        OptionChecks.Check(ReconnectIntervalMax, "options", nameof(ReconnectIntervalMax));
        OptionChecks.CheckRange(SendHighWatermark, 0, int.MaxValue, nameof(SendHighWatermark));
        OptionChecks.CheckRange(ReceiveHighWatermark, 0, int.MaxValue, nameof(ReceiveHighWatermark));
        OptionChecks.CheckRange(MaxFrameSize ?? 0, 0, long.MaxValue, nameof(MaxFrameSize));
        OptionChecks.CheckRange(MaxMessageSize, 1, long.MaxValue, nameof(MaxMessageSize));
        OptionChecks.CheckRange(MaxFrames, 1, int.MaxValue, nameof(MaxFrames));
        OptionChecks.CheckRange(MaxSpins, 0, int.MaxValue, nameof(MaxSpins));
    }
}
