namespace ZmqNative.Tests;

/// <summary>Every option of a socket that is a property and can be set; spans of bytes have separate tests.</summary>
internal static class OptionCases
{
    private static readonly object Negative = TimeSpan.FromMilliseconds(-1);
    private static readonly object TooLong = TimeSpan.FromMilliseconds(int.MaxValue + 1L);

    public static IEnumerable<OptionCase> All() =>
    [
        .. Queues(), .. Connections(), .. Patterns(), .. Network(), .. Security(), .. Absent(),
    ];

    private static IEnumerable<OptionCase> Queues() =>
    [
        Count(nameof(Socket.SendHighWatermark), 1000, 0, 1, int.MaxValue),
        Count(nameof(Socket.ReceiveHighWatermark), 1000, 0, 1, int.MaxValue),
        Time(nameof(Socket.SendTimeout), null),
        Time(nameof(Socket.ReceiveTimeout), null),
        Time(nameof(Socket.Linger), Socket.DefaultLinger),
        new(SocketType.Dealer, nameof(Socket.MaxMessageSize), null, 0L, 1L, long.MaxValue, null) { Refused = [-1L, long.MinValue] },
        new(SocketType.Dealer, nameof(Socket.MaxMultipartSize), null, 0L, 1L, long.MaxValue, null) { Needs = "zmqnative", Refused = [-1L, long.MinValue] },
        new(SocketType.Dealer, nameof(Socket.MaxMultipartFrames), null, 0, 1, int.MaxValue, null) { Needs = "zmqnative", Refused = [-1, int.MinValue] },
        new(SocketType.Dealer, nameof(Socket.ReceiveHighWatermarkBytes), null, 0L, 1L, long.MaxValue, null) { Needs = "zmqnative", Refused = [-1L, long.MinValue] },
        new(SocketType.XPub, nameof(Socket.MaxTopicLength), null, 0, 1, int.MaxValue, null) { Needs = "zmqnative", Refused = [-1] },
        new(SocketType.XPub, nameof(Socket.MaxSubscriptions), null, 0, 1, int.MaxValue, null) { Needs = "zmqnative", Refused = [-1] },
        new(SocketType.XPub, nameof(Socket.MaxTopicBytes), null, 0L, 1L, long.MaxValue, null) { Needs = "zmqnative", Refused = [-1L, long.MinValue] },
        Flag(SocketType.Dealer, nameof(Socket.Conflate)),
        new(SocketType.Dealer, nameof(Socket.SendBuffer), null, 0, 4096, null) { Refused = [-1, int.MinValue] },
        new(SocketType.Dealer, nameof(Socket.ReceiveBuffer), null, 0, 4096, null) { Refused = [-1, int.MinValue] },
        new(SocketType.Dealer, nameof(Socket.InBatchSize), 8192, 9, 65536) { Needs = "draft", Refused = [1, 8, (64 * 1024 * 1024) + 1] },
        new(SocketType.Dealer, nameof(Socket.OutBatchSize), 8192, 1, 65536) { Needs = "draft", Refused = [0, -1] },
    ];

    private static IEnumerable<OptionCase> Connections() =>
    [
        new(SocketType.Dealer, nameof(Socket.Affinity), 0UL, 1UL, ulong.MaxValue),
        Count(nameof(Socket.Backlog), 100, 0, 1, int.MaxValue),
        Time(nameof(Socket.ReconnectInterval), TimeSpan.FromMilliseconds(100)),
        Time(nameof(Socket.ReconnectIntervalMax), null, zeroIsNull: true),
        Time(nameof(Socket.ConnectTimeout), null, zeroIsNull: true),
        Time(nameof(Socket.HandshakeInterval), TimeSpan.FromSeconds(30), zeroIsNull: true),
        Flag(SocketType.Dealer, nameof(Socket.Immediate)),
        Time(nameof(Socket.HeartbeatInterval), null, zeroIsNull: true),
        new(SocketType.Dealer, nameof(Socket.HeartbeatTimeout), null, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(7)) { Refused = [Negative, TooLong] },
        new(SocketType.Dealer, nameof(Socket.HeartbeatTtl), null, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(6553.5), null)
        {
            Refused = [TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(6553.6)],
        },
        new(SocketType.Dealer, nameof(Socket.MutualHeartbeats), false, true, false) { Needs = "zmqnative" },
        Limit(nameof(Socket.MaxConnections)),
        Limit(nameof(Socket.MaxConnectionsPerAddress)),
        new(SocketType.Dealer, nameof(Socket.ReconnectStop), ReconnectStopConditions.None,
            ReconnectStopConditions.ConnectionRefused, ReconnectStopConditions.HandshakeFailed,
            ReconnectStopConditions.AfterDisconnect, ReconnectStopConditions.None),
        new(SocketType.Dealer, nameof(Socket.BusyPoll), null, TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(int.MaxValue), null)
        {
            Since = new(4, 3, 5),
            Refused = [TimeSpan.FromMicroseconds(-1), TimeSpan.MaxValue],
        },
        new(SocketType.Dealer, nameof(Socket.Priority), 0, 1, 6, 0) { Needs = "draft", Refused = [-1], Refusal = typeof(ZmqException) },
    ];

    private static IEnumerable<OptionCase> Patterns() =>
    [
        Flag(SocketType.Router, nameof(Socket.RouterMandatory)),
        Flag(SocketType.Router, nameof(Socket.RouterHandover)),
        Flag(SocketType.Router, nameof(Socket.RouterRaw)),
        Flag(SocketType.Dealer, nameof(Socket.ProbeRouter)),
        new(SocketType.Router, nameof(Socket.RouterNotify), RouterNotifications.None,
            RouterNotifications.Connect, RouterNotifications.Connect | RouterNotifications.Disconnect, RouterNotifications.None)
        {
            Needs = "draft",
            Refused = [(RouterNotifications)4, (RouterNotifications)(-1)],
            Refusal = typeof(ZmqException),
        },
        Flag(SocketType.Req, nameof(Socket.RequestCorrelate)),
        Flag(SocketType.Req, nameof(Socket.RequestRelaxed)),
        Flag(SocketType.XPub, nameof(Socket.XPubVerbose)),
        Flag(SocketType.XPub, nameof(Socket.XPubVerboser)),
        Flag(SocketType.XPub, nameof(Socket.XPubNoDrop)),
        Flag(SocketType.XPub, nameof(Socket.XPubManual)),
        Flag(SocketType.XPub, nameof(Socket.XPubManualLastValue)),
        Flag(SocketType.XPub, nameof(Socket.OnlyFirstSubscribe)),
        Flag(SocketType.XPub, nameof(Socket.InvertMatching)),
        Flag(SocketType.XSub, nameof(Socket.XSubVerboseUnsubscribe)) with { Since = new(4, 3, 5) },
        new(SocketType.Stream, nameof(Socket.StreamNotify), true, false, true),
    ];

    private static IEnumerable<OptionCase> Network() =>
    [
        Flag(SocketType.Dealer, nameof(Socket.IPv6)),
        new(SocketType.Dealer, nameof(Socket.TcpKeepAlive), null, true, false, null),
        new(SocketType.Dealer, nameof(Socket.TcpKeepAliveCount), null, 0, 9, null) { Refused = [-1, -2] },
        Seconds(nameof(Socket.TcpKeepAliveIdle)),
        Seconds(nameof(Socket.TcpKeepAliveInterval)),
        Time(nameof(Socket.TcpMaxRetransmit), null, zeroIsNull: true),
        Count(nameof(Socket.TypeOfService), 0, 0x20, 255),
        new(SocketType.Dealer, nameof(Socket.BindToDevice), string.Empty, "lo", "eth0"),
        new(SocketType.Dealer, nameof(Socket.UnsafeSocksProxy), string.Empty, "127.0.0.1:1080"),
        new(SocketType.Dealer, nameof(Socket.SocksUsername), string.Empty, "user", string.Empty),
        new(SocketType.Dealer, nameof(Socket.SocksPassword), string.Empty, "secret", string.Empty),
        new(SocketType.Dealer, nameof(Socket.UseFileDescriptor), null, null, null) { Refused = [-1] },
        Flag(SocketType.Dealer, nameof(Socket.LoopbackFastPath)),
        Count(nameof(Socket.MulticastRate), 100, 1, 40_000) with { Refused = [0, -1] },
        new(SocketType.Dealer, nameof(Socket.MulticastRecoveryInterval), TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { Refused = [Negative, TooLong] },
        Count(nameof(Socket.MulticastHops), 1, 2, 255) with { Refused = [0, -1] },
        Count(nameof(Socket.MulticastMaxTransportDataUnit), 1500, 1, 9000) with { Refused = [0, -1] },
        new(SocketType.Radio, nameof(Socket.MulticastLoop), true, false, true),
    ];

    private static IEnumerable<OptionCase> Security() =>
    [
        Flag(SocketType.Dealer, nameof(Socket.PlainServer)),
        new(SocketType.Dealer, nameof(Socket.PlainUsername), string.Empty, "user", new string('u', 255))
        {
            Refused = [string.Empty, new string('u', 256)],
            Refusal = typeof(ZmqException),
        },
        new(SocketType.Dealer, nameof(Socket.PlainPassword), string.Empty, "secret", new string('p', 255))
        {
            Refused = [string.Empty, new string('p', 256)],
            Refusal = typeof(ZmqException),
        },
        Flag(SocketType.Dealer, nameof(Socket.CurveServer)) with { Needs = "curve" },
        new(SocketType.Dealer, nameof(Socket.ZapDomain), string.Empty, "global", new string('d', 255))
        {
            Refused = [string.Empty, null, new string('d', 256)],
            Refusal = typeof(ZmqException),
        },
        Flag(SocketType.Dealer, nameof(Socket.ZapEnforceDomain)),
    ];

    // The libzmq that ./build.sh native makes has none of these; where one does, they are read back as they were set.
    private static IEnumerable<OptionCase> Absent() =>
    [
        Flag(SocketType.Dealer, nameof(Socket.GssapiServer)) with { Needs = "gssapi" },
        Flag(SocketType.Dealer, nameof(Socket.GssapiPlaintext)) with { Needs = "gssapi" },
        new(SocketType.Dealer, nameof(Socket.GssapiPrincipal), string.Empty, "p") { Needs = "gssapi" },
        new(SocketType.Dealer, nameof(Socket.GssapiPrincipalNameType), 0, 1, 2, 0) { Needs = "gssapi" },
        new(SocketType.Dealer, nameof(Socket.GssapiServicePrincipal), string.Empty, "s") { Needs = "gssapi" },
        new(SocketType.Dealer, nameof(Socket.GssapiServicePrincipalNameType), 0, 1, 2, 0) { Needs = "gssapi" },
        new(SocketType.Dealer, nameof(Socket.VmciBufferSize), 0UL, 128UL) { Needs = "vmci" },
        new(SocketType.Dealer, nameof(Socket.VmciBufferMinSize), 0UL, 128UL) { Needs = "vmci" },
        new(SocketType.Dealer, nameof(Socket.VmciBufferMaxSize), 0UL, 128UL) { Needs = "vmci" },
        new(SocketType.Dealer, nameof(Socket.VmciConnectTimeout), null, TimeSpan.FromSeconds(1)) { Needs = "vmci" },
        new(SocketType.Dealer, nameof(Socket.WssKeyPem), null, "key") { Needs = "wss" },
        new(SocketType.Dealer, nameof(Socket.WssCertificatePem), null, "certificate") { Needs = "wss" },
        new(SocketType.Dealer, nameof(Socket.WssTrustPem), null, "trust") { Needs = "wss" },
        new(SocketType.Dealer, nameof(Socket.WssHostname), null, "host") { Needs = "wss" },
        new(SocketType.Dealer, nameof(Socket.WssTrustSystem), null, true) { Needs = "wss" },
    ];

    private static OptionCase Flag(SocketType type, string property) => new(type, property, false, true, false);

    private static OptionCase Limit(string name) =>
        new(SocketType.Dealer, name, null, 1, int.MaxValue, null) { Needs = "zmqnative", Refused = [0, -1] };

    private static OptionCase Count(string property, int initial, params object?[] values) =>
        new(SocketType.Dealer, property, initial, values) { Refused = [-1, int.MinValue] };

    private static OptionCase Time(string property, TimeSpan? initial, bool zeroIsNull = false) =>
        new(
            SocketType.Dealer,
            property,
            initial,
            [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(int.MaxValue), .. zeroIsNull ? Array.Empty<object?>() : [TimeSpan.Zero], null])
        {
            Refused = [Negative, TooLong, TimeSpan.MinValue, TimeSpan.MaxValue, Timeout.InfiniteTimeSpan],
        };

    private static OptionCase Seconds(string property) =>
        new(SocketType.Dealer, property, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(int.MaxValue), null)
        {
            Refused = [TimeSpan.FromSeconds(-1), TimeSpan.MaxValue],
        };
}
