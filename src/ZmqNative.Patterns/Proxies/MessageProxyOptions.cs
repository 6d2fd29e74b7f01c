namespace ZmqNative.Patterns;

/// <summary>
/// The options of a <see cref="MessageProxy"/>. Those that all patterns have apply to both its sides, but for
/// <see cref="PatternOptions.SendHighWatermark"/> of a forwarder: its frontend sends the subscriptions, and has no limit for them.
/// </summary>
public record MessageProxyOptions : PatternOptions
{
    /// <summary>
    /// The endpoints of a socket that gets a copy of every message of both directions; bound by default, <c>&gt;</c> in front connects.
    /// Default null: none. When its queue is full a copy is dropped and counted (<see cref="MessageProxyStatistics.CaptureDropped"/>).
    /// </summary>
    public string? Capture { get; init; }

    /// <summary>
    /// The type of that socket: <see cref="SocketType.Pub"/>, <see cref="SocketType.Push"/>, <see cref="SocketType.Dealer"/> or
    /// <see cref="SocketType.Pair"/>. Default <see cref="SocketType.Pub"/>. Other types are refused when the proxy is made.
    /// </summary>
    public SocketType CaptureType { get; init; } = SocketType.Pub;

    /// <summary>
    /// The callback that sets further options of the raw socket of the backend before it is bound or connected. Default null: as
    /// <see cref="PatternOptions.ConfigureSocket"/>, which sets those of the frontend.
    /// </summary>
    public Action<Socket>? ConfigureBackendSocket { get; init; }

    /// <summary>
    /// The security of the backend. Default null: as <see cref="PatternOptions.Security"/>, which is that of the frontend.
    /// </summary>
    public SecurityOptions? BackendSecurity { get; init; }

    /// <summary>The security of the socket that gets copies. Default null: as <see cref="PatternOptions.Security"/>.</summary>
    public SecurityOptions? CaptureSecurity { get; init; }

    internal override void Validate()
    {
        base.Validate();
        if (CaptureType is not (SocketType.Pub or SocketType.Push or SocketType.Dealer or SocketType.Pair))
        {
            string parameter = "options";
            throw new ArgumentOutOfRangeException(
                parameter, CaptureType, $"{nameof(CaptureType)} must be {SocketType.Pub}, {SocketType.Push}, {SocketType.Dealer} or {SocketType.Pair}.");
        }
    }
}
