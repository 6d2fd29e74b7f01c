namespace ZmqNative.Patterns;

/// <summary>A puller that is connected to a <see cref="DeliverySender"/>. Guarded by its lock.</summary>
internal sealed class PullerLink(byte[] routingId) : IRoutedPeer
{
    // At random: an acknowledgement that was meant for an earlier connection matches no message of this one.
    private ulong _last = (ulong)Random.Shared.NextInt64() << 1;

    public byte[] RoutingId => routingId;

    /// <summary>The number of messages that it may have without having settled them.</summary>
    public int Window { get; set; }

    /// <summary>The messages that it has, by the numbers of their deliveries.</summary>
    public Dictionary<ulong, SentDelivery> Unsettled { get; } = [];

    /// <summary>Whether it is in the queue of pullers that can be given a message.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether its queue in libzmq was full.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether it has a message for too long, and has settled none since: it gets no more.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether its connection has ended.</summary>
    public bool IsGone { get; set; }

    /// <summary>The number of ticks since something was received from it.</summary>
    public int SilentTicks { get; set; }

    /// <summary>Whether it may be given a message.</summary>
    public bool HasCredit => !IsGone && !IsBlocked && !IsStuck && Unsettled.Count < Window;

    /// <summary>The number of the next delivery, which was not sent yet.</summary>
    public ulong NextNumber => unchecked(_last + 1);

    /// <summary>Stores that a message was sent.</summary>
    public void Add(in SentDelivery sent) => Unsettled.Add(unchecked(++_last), sent);
}
