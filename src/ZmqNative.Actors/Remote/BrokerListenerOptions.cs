namespace ZmqNative.Actors.Remote;

/// <summary>The options of the sockets at which other processes reach a broker; the limits hold for each endpoint alone.</summary>
/// <remarks>
/// <see cref="PatternOptions.SendHighWatermark"/> is 8,192 by default: answers beyond it, to a peer that does not read, are dropped and
/// counted. Each option is checked when it is set.
/// </remarks>
public sealed record BrokerListenerOptions : PatternOptions
{
    /// <summary>Creates the default options. More answers can wait for one peer than a peer may have asks in flight.</summary>
    public BrokerListenerOptions() => SendHighWatermark = 8192;

    /// <summary>
    /// The number of asks of all peers that may wait for their answers, at least 1. Default 65,536; one more is refused as overload, and counted
    /// (<see cref="PatternStatistics.DroppedOverQuota"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxInFlight
    {
        get;
        init => field = ActorOptionChecks.Positive(value);
    } = 65_536;

    /// <summary>
    /// The number of asks of one peer that may wait for their answers, at least 1. Default 16,384; one more is refused likewise. A peer is the user
    /// whom the authenticator has accepted, else the address (all clients behind a proxy or a NAT share one), else the connection. The asks of
    /// a connection that has ended are given up at the next heartbeat, with the libzmq of the packages; with another one when
    /// <see cref="MaxTimeToLive"/> is over.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxInFlightPerPeer
    {
        get;
        init => field = ActorOptionChecks.Positive(value);
    } = 16_384;

    /// <summary>
    /// The number of messages that may wait for space in the mailbox of one actor, at least 0; one more is refused as overload and becomes a
    /// dead letter. Default 1,024. They wait outside of the mailbox, and do not delay messages to other actors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPendingDeliveriesPerActor
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 1024;

    /// <summary>
    /// The number of messages of all peers, to all actors, that may wait for space, at least 0; one more is refused likewise, and counted
    /// (<see cref="PatternStatistics.DroppedOverQuota"/>). Default 65,536.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPendingDeliveries
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 65_536;

    /// <summary>
    /// The number of messages of one peer, to all actors, that may wait for space, at least 0; one more is refused likewise. Default 16,384.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPendingDeliveriesPerPeer
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 16_384;

    /// <summary>
    /// The longest time that such a message waits for space, before it is refused likewise. More than 0, at most 24 days 20 hours. Default
    /// 5 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan DeliveryTimeout
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time after which the broker stops waiting for the answer to an ask, however long its sender waits. More than 0, at most 24 days
    /// 20 hours. Default 10 minutes. It limits the number of asks to actors that never answer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaxTimeToLive
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The number of streams and watches that all peers may have open at once, at least 0. Default 16,384; one more is refused as overload, and counted
    /// (<see cref="PatternStatistics.DroppedOverQuota"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxSubscriptions
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 16_384;

    /// <summary>The number of streams and watches that one peer may have open at once, at least 0. Default 4,096; one more is refused likewise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxSubscriptionsPerPeer
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 4096;

    /// <summary>
    /// The number of keyed actors (<see cref="Broker.Register"/>) that messages of all peers have made and that have not stopped, at least 0. Default
    /// 262,144. A message that would make one more is refused as overload, becomes a dead letter, and is counted
    /// (<see cref="PatternStatistics.DroppedOverQuota"/>); messages to actors that exist are not. A place is free when its actor has stopped, for
    /// example because it was idle (<see cref="KeyedOptions.PassivateAfter"/>), whether or not the peer is connected.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxActivations
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 262_144;

    /// <summary>The number of such actors that messages of one peer have made, at least 0. Default 65,536; one more is refused likewise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxActivationsPerPeer
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 65_536;

    /// <summary>
    /// The addresses that peers may send to, ask, stream from and watch: an address (<c>book</c>, <c>order/42</c>), or all keys of a name
    /// (<c>order/*</c>). Default null: all, as a broker gets an endpoint so that its actors can be reached. Set it where a peer is not to reach
    /// each actor, or to activate keyed actors of each kind. Others are refused as unknown (status 2), and counted
    /// (<see cref="PatternStatistics.DroppedForbidden"/>).
    /// </summary>
    /// <exception cref="ArgumentException">An entry is no address, and no name with <c>/*</c> behind it.</exception>
    public IReadOnlyList<string>? ReachableAddresses
    {
        get;
        init => field = ReachableSet.Check(value);
    }

    /// <summary>
    /// The function that decides whether a peer may do what it asks for; those that it returns false for are refused likewise. Default null: all that
    /// <see cref="ReachableAddresses"/> allows. It is called for each message, by the loop that reads for all peers: it must be quick, and must
    /// not wait. If it throws, the message is refused.
    /// </summary>
    public Func<PeerOperation, bool>? Authorize { get; init; }

    /// <summary>
    /// The body that a client without a correlation frame, such as a plain REQ, gets in place of an answer when its ask fails. Default an
    /// empty frame.
    /// </summary>
    public ReadOnlyMemory<byte> ForeignErrorBody { get; init; }
}
