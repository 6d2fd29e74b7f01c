namespace ZmqNative.Patterns;

/// <summary>An event of a connection of a pattern.</summary>
/// <remarks>Connections over <c>inproc://</c> have no events.</remarks>
public sealed record ConnectionEvent
{
    /// <summary>The kind of the event.</summary>
    public required ConnectionEventKind Kind { get; init; }

    /// <summary>
    /// The endpoint as it was given to the constructor, to <see cref="Pattern.Bind"/> or to <see cref="Pattern.Connect"/>, without
    /// <c>@</c> and <c>&gt;</c>.
    /// </summary>
    public required string Endpoint { get; init; }

    /// <summary>
    /// The address of the peer with scheme and port, such as <c>tcp://10.0.0.7:41234</c>, which <see cref="ReceivedMessage.PeerAddress"/>
    /// has neither of; null where it is not known: without a connection, over <c>ipc://</c>, and for accepted connections with a libzmq that
    /// has no draft API.
    /// </summary>
    public string? PeerAddress { get; init; }

    /// <summary>The reason, if <see cref="Kind"/> is <see cref="ConnectionEventKind.Refused"/>; otherwise <see cref="ConnectionRefusal.None"/>.</summary>
    public ConnectionRefusal Refusal { get; init; }

    /// <summary>The details, for logs, such as "protocol error ZmtpMechanismMismatch"; null if there are none.</summary>
    public string? Detail { get; init; }

    /// <summary>The time at which this library received the event from libzmq, in UTC by the system's clock.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>The number of events directly before this one that were dropped because the reader was too slow. Default 0.</summary>
    public long Missed { get; init; }
}
