using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The table of all socket options: the properties of <see cref="Socket"/>, the checks of values and the names in errors follow from it.</summary>
/// <remarks>Options of which only the bytes are passed on have the type <c>Other</c>, those without a property no field.</remarks>
internal static class SocketOptions
{
    // Its decoder reads a header field that does not fit into the buffer past the end of it, and the length of a frame takes 8 bytes.
    private const int SmallestInBatch = 9;

    // libzmq makes a buffer of that size for each connection, and aborts when there is no memory for it.
    private const int LargestBatch = 64 * 1024 * 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    // Filled by the fields below, in the order of the text.
    private static readonly Dictionary<int, SocketOption> ByNumber = [];

    // Queues and messages.
    public static readonly SocketOption SendHighWatermark = Number(Libzmq.ZMQ_SNDHWM, minimum: 0);
    public static readonly SocketOption ReceiveHighWatermark = Number(Libzmq.ZMQ_RCVHWM, minimum: 0);
    public static readonly SocketOption SendTimeout = Time(Libzmq.ZMQ_SNDTIMEO, none: -1);
    public static readonly SocketOption ReceiveTimeout = Time(Libzmq.ZMQ_RCVTIMEO, none: -1);
    public static readonly SocketOption Linger = Time(Libzmq.ZMQ_LINGER, none: -1);
    public static readonly SocketOption MaxMessageSize = Large(Libzmq.ZMQ_MAXMSGSIZE);
    public static readonly SocketOption MaxMultipartSize = Large(LibzmqNative.ZMQNATIVE_MAX_MESSAGE_BYTES);
    public static readonly SocketOption MaxMultipartFrames = Number(LibzmqNative.ZMQNATIVE_MAX_MESSAGE_FRAMES, none: -1, minimum: -1);
    public static readonly SocketOption OversizedConnections = Large(LibzmqNative.ZMQNATIVE_OVERSIZED);
    public static readonly SocketOption ReceiveHighWatermarkBytes = Large(LibzmqNative.ZMQNATIVE_RCVHWM_BYTES);
    public static readonly SocketOption Conflate = Flag(Libzmq.ZMQ_CONFLATE);
    public static readonly SocketOption SendBuffer = Number(Libzmq.ZMQ_SNDBUF, none: -1, minimum: -1);
    public static readonly SocketOption ReceiveBuffer = Number(Libzmq.ZMQ_RCVBUF, none: -1, minimum: -1);
    public static readonly SocketOption InBatchSize = Number(LibzmqDraft.ZMQ_IN_BATCH_SIZE, minimum: SmallestInBatch, maximum: LargestBatch, draft: true);
    public static readonly SocketOption OutBatchSize = Number(LibzmqDraft.ZMQ_OUT_BATCH_SIZE, minimum: 1, maximum: LargestBatch, draft: true);
    public static readonly SocketOption DroppedMessages = Large(LibzmqNative.ZMQNATIVE_DROPPED);
    public static readonly SocketOption HasMore = Flag(Libzmq.ZMQ_RCVMORE);
    public static readonly SocketOption IsThreadSafe = Flag(Libzmq.ZMQ_THREAD_SAFE);

    // Connections.
    public static readonly SocketOption Affinity = Large(Libzmq.ZMQ_AFFINITY);
    public static readonly SocketOption Backlog = Number(Libzmq.ZMQ_BACKLOG, minimum: 0);
    public static readonly SocketOption ReconnectInterval = Time(Libzmq.ZMQ_RECONNECT_IVL, none: -1);
    public static readonly SocketOption ReconnectIntervalMax = Time(Libzmq.ZMQ_RECONNECT_IVL_MAX, none: 0);
    public static readonly SocketOption ConnectTimeout = Time(Libzmq.ZMQ_CONNECT_TIMEOUT, none: 0);
    public static readonly SocketOption HandshakeInterval = Time(Libzmq.ZMQ_HANDSHAKE_IVL, none: 0);
    public static readonly SocketOption Immediate = Flag(Libzmq.ZMQ_IMMEDIATE);
    public static readonly SocketOption HeartbeatInterval = Time(Libzmq.ZMQ_HEARTBEAT_IVL, none: 0);
    public static readonly SocketOption HeartbeatTimeout = Time(Libzmq.ZMQ_HEARTBEAT_TIMEOUT, none: -1);
    public static readonly SocketOption HeartbeatTtl = Time(Libzmq.ZMQ_HEARTBEAT_TTL, none: 0, step: 100, maximum: ushort.MaxValue * 100);
    public static readonly SocketOption MutualHeartbeats = Flag(LibzmqNative.ZMQNATIVE_HEARTBEAT_MUTUAL);
    public static readonly SocketOption MaxConnections = Number(LibzmqNative.ZMQNATIVE_MAX_CONNECTIONS, none: 0, minimum: 0);
    public static readonly SocketOption MaxConnectionsPerAddress = Number(LibzmqNative.ZMQNATIVE_MAX_CONNECTIONS_PER_ADDRESS, none: 0, minimum: 0);
    public static readonly SocketOption RefusedConnections = Large(LibzmqNative.ZMQNATIVE_REFUSED_CONNECTIONS);
    public static readonly SocketOption AcceptedConnections = Number(LibzmqNative.ZMQNATIVE_CONNECTIONS);
    public static readonly SocketOption ReconnectStop = Number(LibzmqDraft.ZMQ_RECONNECT_STOP, draft: true);
    public static readonly SocketOption Priority = Number(LibzmqDraft.ZMQ_PRIORITY, draft: true);
    public static readonly SocketOption BusyPoll = Time(LibzmqDraft.ZMQ_BUSY_POLL, none: 0, unit: Microsecond, remembered: true, draft: true, since: "4.3.5");
    public static readonly SocketOption HiccupMessage = Other(LibzmqDraft.ZMQ_HICCUP_MSG, draft: true, since: "4.3.5");
    public static readonly SocketOption HelloMessage = Other(LibzmqDraft.ZMQ_HELLO_MSG, draft: true);
    public static readonly SocketOption DisconnectMessage = Other(LibzmqDraft.ZMQ_DISCONNECT_MSG, draft: true);

    // Single socket types.
    public static readonly SocketOption RoutingId = Other(Libzmq.ZMQ_ROUTING_ID);
    public static readonly SocketOption RouterMandatory = Flag(Libzmq.ZMQ_ROUTER_MANDATORY, remembered: true);
    public static readonly SocketOption RouterHandover = Flag(Libzmq.ZMQ_ROUTER_HANDOVER, remembered: true);
    public static readonly SocketOption RouterRaw = Flag(Libzmq.ZMQ_ROUTER_RAW, remembered: true);
    public static readonly SocketOption ProbeRouter = Flag(Libzmq.ZMQ_PROBE_ROUTER, remembered: true);
    public static readonly SocketOption RouterNotify = Number(LibzmqDraft.ZMQ_ROUTER_NOTIFY, remembered: true, draft: true);
    public static readonly SocketOption RequestCorrelate = Flag(Libzmq.ZMQ_REQ_CORRELATE, remembered: true);
    public static readonly SocketOption RequestRelaxed = Flag(Libzmq.ZMQ_REQ_RELAXED, remembered: true);
    public static readonly SocketOption XPubVerbose = Flag(Libzmq.ZMQ_XPUB_VERBOSE, remembered: true);
    public static readonly SocketOption XPubVerboser = Flag(Libzmq.ZMQ_XPUB_VERBOSER, remembered: true);
    public static readonly SocketOption XPubNoDrop = Flag(Libzmq.ZMQ_XPUB_NODROP, remembered: true);
    public static readonly SocketOption XPubManual = Flag(Libzmq.ZMQ_XPUB_MANUAL, remembered: true);
    public static readonly SocketOption XPubManualLastValue = Flag(LibzmqDraft.ZMQ_XPUB_MANUAL_LAST_VALUE, remembered: true, draft: true);
    public static readonly SocketOption OnlyFirstSubscribe = Flag(LibzmqDraft.ZMQ_ONLY_FIRST_SUBSCRIBE, remembered: true, draft: true);
    public static readonly SocketOption XSubVerboseUnsubscribe = Flag(LibzmqDraft.ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, remembered: true, draft: true, since: "4.3.5");
    public static readonly SocketOption TopicsCount = Number(LibzmqDraft.ZMQ_TOPICS_COUNT, draft: true, since: "4.3.5");
    public static readonly SocketOption InvertMatching = Flag(Libzmq.ZMQ_INVERT_MATCHING);
    public static readonly SocketOption StreamNotify = Flag(Libzmq.ZMQ_STREAM_NOTIFY, remembered: true, initial: 1);
    public static readonly SocketOption XPubWelcomeMessage = Other(Libzmq.ZMQ_XPUB_WELCOME_MSG);
    public static readonly SocketOption MaxTopicLength = Number(LibzmqNative.ZMQNATIVE_MAX_TOPIC_LENGTH, none: -1, minimum: -1);
    public static readonly SocketOption MaxSubscriptions = Number(LibzmqNative.ZMQNATIVE_MAX_SUBSCRIPTIONS, none: -1, minimum: -1);
    public static readonly SocketOption MaxTopicBytes = Large(LibzmqNative.ZMQNATIVE_MAX_TOPIC_BYTES);
    public static readonly SocketOption RefusedSubscriptions = Large(LibzmqNative.ZMQNATIVE_REFUSED_SUBSCRIPTIONS);
    public static readonly SocketOption XPubOnlyLast = Flag(LibzmqNative.ZMQNATIVE_XPUB_ONLY_LAST);

    // Security.
    public static readonly SocketOption Mechanism = Number(Libzmq.ZMQ_MECHANISM);
    public static readonly SocketOption PlainServer = Flag(Libzmq.ZMQ_PLAIN_SERVER);
    public static readonly SocketOption PlainUsername = Other(Libzmq.ZMQ_PLAIN_USERNAME);
    public static readonly SocketOption PlainPassword = Other(Libzmq.ZMQ_PLAIN_PASSWORD);
    public static readonly SocketOption CurveServer = Flag(Libzmq.ZMQ_CURVE_SERVER);
    public static readonly SocketOption CurvePublicKey = Other(Libzmq.ZMQ_CURVE_PUBLICKEY);
    public static readonly SocketOption CurveSecretKey = Other(Libzmq.ZMQ_CURVE_SECRETKEY);
    public static readonly SocketOption CurveServerKey = Other(Libzmq.ZMQ_CURVE_SERVERKEY);
    public static readonly SocketOption ZapDomain = Other(Libzmq.ZMQ_ZAP_DOMAIN);
    public static readonly SocketOption ZapEnforceDomain = Flag(LibzmqDraft.ZMQ_ZAP_ENFORCE_DOMAIN, draft: true);
    public static readonly SocketOption GssapiServer = Flag(Libzmq.ZMQ_GSSAPI_SERVER);
    public static readonly SocketOption GssapiPlaintext = Flag(Libzmq.ZMQ_GSSAPI_PLAINTEXT);
    public static readonly SocketOption GssapiPrincipal = Other(Libzmq.ZMQ_GSSAPI_PRINCIPAL);
    public static readonly SocketOption GssapiPrincipalNameType = Number(Libzmq.ZMQ_GSSAPI_PRINCIPAL_NAMETYPE);
    public static readonly SocketOption GssapiServicePrincipal = Other(Libzmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL);
    public static readonly SocketOption GssapiServicePrincipalNameType = Number(Libzmq.ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE);
    public static readonly SocketOption WssKeyPem = Other(LibzmqDraft.ZMQ_WSS_KEY_PEM, draft: true);
    public static readonly SocketOption WssCertificatePem = Other(LibzmqDraft.ZMQ_WSS_CERT_PEM, draft: true);
    public static readonly SocketOption WssTrustPem = Other(LibzmqDraft.ZMQ_WSS_TRUST_PEM, draft: true);
    public static readonly SocketOption WssHostname = Other(LibzmqDraft.ZMQ_WSS_HOSTNAME, draft: true);
    public static readonly SocketOption WssTrustSystem = Flag(LibzmqDraft.ZMQ_WSS_TRUST_SYSTEM, draft: true);
    public static readonly SocketOption PeerProperty = Other(LibzmqNative.ZMQNATIVE_PEER_PROPERTY);
    public static readonly SocketOption EndPeers = Other(LibzmqNative.ZMQNATIVE_END_PEERS);
    public static readonly SocketOption EndedPeers = Large(LibzmqNative.ZMQNATIVE_ENDED_PEERS);

    // Network.
    public static readonly SocketOption IPv6 = Flag(Libzmq.ZMQ_IPV6);
    public static readonly SocketOption TcpKeepAlive = Number(Libzmq.ZMQ_TCP_KEEPALIVE, none: -1, minimum: -1, maximum: 1);
    public static readonly SocketOption TcpKeepAliveCount = Number(Libzmq.ZMQ_TCP_KEEPALIVE_CNT, none: -1, minimum: -1);
    public static readonly SocketOption TcpKeepAliveIdle = Time(Libzmq.ZMQ_TCP_KEEPALIVE_IDLE, none: -1, unit: Second);
    public static readonly SocketOption TcpKeepAliveInterval = Time(Libzmq.ZMQ_TCP_KEEPALIVE_INTVL, none: -1, unit: Second);
    public static readonly SocketOption TcpMaxRetransmit = Time(Libzmq.ZMQ_TCP_MAXRT, none: 0);
    public static readonly SocketOption TypeOfService = Number(Libzmq.ZMQ_TOS, minimum: 0);
    public static readonly SocketOption BindToDevice = Other(Libzmq.ZMQ_BINDTODEVICE);
    public static readonly SocketOption UnsafeSocksProxy = Other(Libzmq.ZMQ_SOCKS_PROXY);
    public static readonly SocketOption SocksUsername = Other(LibzmqDraft.ZMQ_SOCKS_USERNAME, draft: true);
    public static readonly SocketOption SocksPassword = Other(LibzmqDraft.ZMQ_SOCKS_PASSWORD, draft: true);
    public static readonly SocketOption UseFileDescriptor = Number(Libzmq.ZMQ_USE_FD, none: -1, minimum: -1);
    public static readonly SocketOption LoopbackFastPath = Flag(LibzmqDraft.ZMQ_LOOPBACK_FASTPATH, draft: true);
    public static readonly SocketOption MulticastRate = Number(Libzmq.ZMQ_RATE, minimum: 1);
    public static readonly SocketOption MulticastRecoveryInterval = Time(Libzmq.ZMQ_RECOVERY_IVL, none: -1);
    public static readonly SocketOption MulticastHops = Number(Libzmq.ZMQ_MULTICAST_HOPS, minimum: 1);
    public static readonly SocketOption MulticastMaxTransportDataUnit = Number(Libzmq.ZMQ_MULTICAST_MAXTPDU, minimum: 1);
    public static readonly SocketOption MulticastLoop = Flag(LibzmqDraft.ZMQ_MULTICAST_LOOP, draft: true);
    public static readonly SocketOption VmciBufferSize = Large(Libzmq.ZMQ_VMCI_BUFFER_SIZE);
    public static readonly SocketOption VmciBufferMinSize = Large(Libzmq.ZMQ_VMCI_BUFFER_MIN_SIZE);
    public static readonly SocketOption VmciBufferMaxSize = Large(Libzmq.ZMQ_VMCI_BUFFER_MAX_SIZE);
    public static readonly SocketOption VmciConnectTimeout = Time(Libzmq.ZMQ_VMCI_CONNECT_TIMEOUT, none: -1);

    // Without a property, or read by their numbers.
    private static readonly SocketOption[] Others =
    [
        Other(Libzmq.ZMQ_SUBSCRIBE),
        Other(Libzmq.ZMQ_UNSUBSCRIBE),
        Other(Libzmq.ZMQ_FD),
        Other(Libzmq.ZMQ_EVENTS),
        Other(Libzmq.ZMQ_TYPE),
        Other(Libzmq.ZMQ_IPV4ONLY),
        Other(Libzmq.ZMQ_LAST_ENDPOINT),
        Other(Libzmq.ZMQ_TCP_ACCEPT_FILTER),
        Other(Libzmq.ZMQ_IPC_FILTER_PID),
        Other(Libzmq.ZMQ_IPC_FILTER_UID),
        Other(Libzmq.ZMQ_IPC_FILTER_GID),
        Other(Libzmq.ZMQ_CONNECT_ROUTING_ID),
        Other(Libzmq.ZMQ_BLOCKY),
        Other(LibzmqDraft.ZMQ_METADATA),
        Other(LibzmqDraft.ZMQ_NORM_MODE),
        Other(LibzmqDraft.ZMQ_NORM_UNICAST_NACK),
        Other(LibzmqDraft.ZMQ_NORM_BUFFER_SIZE),
        Other(LibzmqDraft.ZMQ_NORM_SEGMENT_SIZE),
        Other(LibzmqDraft.ZMQ_NORM_BLOCK_SIZE),
        Other(LibzmqDraft.ZMQ_NORM_NUM_PARITY),
        Other(LibzmqDraft.ZMQ_NORM_NUM_AUTOPARITY),
        Other(LibzmqDraft.ZMQ_NORM_PUSH),
    ];

    /// <summary>All rows, those without a property first.</summary>
    public static IEnumerable<SocketOption> All => Others.Union(ByNumber.Values);

    /// <summary>Finds an option by its number.</summary>
    /// <returns>Null for a number that is not in the table.</returns>
    public static SocketOption? Find(int number) => ByNumber.GetValueOrDefault(number);

    /// <summary>Returns the name and the number of an option, for errors.</summary>
    public static string Describe(int number) => Find(number)?.ToString() ?? $"unknown ({number})";

    private static SocketOption Flag(
        int number, bool remembered = false, int initial = 0, bool draft = false, string? since = null,
        [CallerArgumentExpression(nameof(number))] string name = "") =>
        Number(number, remembered: remembered, initial: initial, draft: draft, since: since, name: name);

    private static SocketOption Number(
        int number, int none = 0, int minimum = int.MinValue, int maximum = int.MaxValue, bool remembered = false, int initial = 0,
        bool draft = false, string? since = null, [CallerArgumentExpression(nameof(number))] string name = "") =>
        Add(new SocketOption(number, name, SocketOptionType.Int32)
        {
            None = none,
            Minimum = minimum,
            Maximum = maximum,
            IsRemembered = remembered,
            Initial = initial,
            IsDraft = draft,
            Since = since,
        });

    private static SocketOption Time(
        int number, int none, TimeSpan? unit = null, int step = 1, int maximum = int.MaxValue, bool remembered = false, bool draft = false,
        string? since = null, [CallerArgumentExpression(nameof(number))] string name = "") =>
        Add(new SocketOption(number, name, SocketOptionType.Int32)
        {
            Unit = unit ?? TimeSpan.FromMilliseconds(1),
            Step = step,
            None = none,
            Minimum = Math.Min(none, 0),
            Maximum = maximum,
            IsRemembered = remembered,
            IsDraft = draft,
            Since = since,
        });

    private static SocketOption Large(int number, [CallerArgumentExpression(nameof(number))] string name = "") =>
        Add(new SocketOption(number, name, SocketOptionType.Int64));

    private static SocketOption Other(
        int number, bool draft = false, string? since = null, [CallerArgumentExpression(nameof(number))] string name = "") =>
        Add(new SocketOption(number, name, SocketOptionType.Other) { IsDraft = draft, Since = since });

    private static SocketOption Add(SocketOption option)
    {
        ByNumber.Add(option.Number, option);
        return option;
    }
}
