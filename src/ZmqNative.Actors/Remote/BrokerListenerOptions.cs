namespace ZmqNative.Actors.Remote;

/// <summary>How a broker serves peers at its endpoints; for each of them alone.</summary>
/// <remarks>
/// <see cref="PatternOptions.SendHighWatermark"/> is 8,192 by default: answers beyond it, to a peer that does not read, are
/// dropped and counted.
/// </remarks>
public sealed record BrokerListenerOptions : PatternOptions
{
    /// <summary>The defaults. Room for more answers per peer than a peer may have asks in flight.</summary>
    public BrokerListenerOptions() => SendHighWatermark = 8192;

    /// <summary>How many asks of all peers may wait for their answers. Default 65,536; one more is refused as overload.</summary>
    public int MaxInFlight { get; init; } = 65_536;

    /// <summary>
    /// How many messages may wait for room in the mailbox of one actor; one more is refused as overload and becomes a dead
    /// letter. Default 1,024. They wait outside the mailbox, and hold up nobody else's messages.
    /// </summary>
    public int MaxWaitingPerActor { get; init; } = 1024;

    /// <summary>How long a message may wait for that room, before it is refused likewise. Default 5 seconds; 24 days at most.</summary>
    public TimeSpan RoomTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After which time an ask is given up on this side, whatever its sender says. Default 10 minutes, 24 days at most. It bounds what actors
    /// can pile up that never answer.
    /// </summary>
    public TimeSpan MaxTimeToLive { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many streams and watches peers may have open at once. Default 16,384.</summary>
    public int MaxSubscriptions { get; init; } = 16_384;

    /// <summary>
    /// What a client without our correlation frame, such as a plain REQ, gets in place of an answer when there is none.
    /// Default an empty frame.
    /// </summary>
    public ReadOnlyMemory<byte> ForeignErrorBody { get; init; }

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(RoomTimeout, "options", nameof(RoomTimeout));
        OptionChecks.CheckTimeout(MaxTimeToLive, "options", nameof(MaxTimeToLive));
    }
}
