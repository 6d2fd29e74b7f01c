using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <content>Options of single socket types. Those that libzmq cannot return return what was set.</content>
public sealed unsafe partial class Socket
{
    /// <summary>
    /// The name, of 1 to 255 bytes, by which a ROUTER addresses this socket; it must not begin with a zero byte.
    /// Default empty: the ROUTER makes one up.
    /// </summary>
    /// <exception cref="ArgumentException">The value begins with a zero byte.</exception>
    /// <exception cref="ZmqException">The value is out of range (<c>EINVAL</c>).</exception>
    public ReadOnlySpan<byte> RoutingId
    {
        get => GetBytes(SocketOptions.RoutingId);
        set => SetBytes(SocketOptions.RoutingId, value);
    }

    /// <summary>
    /// Whether a ROUTER throws <see cref="HostUnreachableException"/> for an unknown routing id rather than dropping
    /// the message. Default false.
    /// </summary>
    public bool RouterMandatory
    {
        get => GetFlag(SocketOptions.RouterMandatory);
        set => SetFlag(SocketOptions.RouterMandatory, value);
    }

    /// <summary>Whether a new peer with a routing id in use takes it over. Default false: it is ignored.</summary>
    public bool RouterHandover
    {
        get => GetFlag(SocketOptions.RouterHandover);
        set => SetFlag(SocketOptions.RouterHandover, value);
    }

    /// <summary>Whether a ROUTER speaks raw TCP. Default false. Use <see cref="SocketType.Stream"/> instead.</summary>
    public bool RouterRaw
    {
        get => GetFlag(SocketOptions.RouterRaw);
        set => SetFlag(SocketOptions.RouterRaw, value);
    }

    /// <summary>
    /// Whether an empty message is sent to every new peer, so that a ROUTER notices the peer. Default false.
    /// </summary>
    public bool ProbeRouter
    {
        get => GetFlag(SocketOptions.ProbeRouter);
        set => SetFlag(SocketOptions.ProbeRouter, value);
    }

    /// <summary>
    /// Whether a ROUTER receives an empty message with the routing id of peers that come or go. Default
    /// <see cref="RouterNotifications.None"/>.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public RouterNotifications RouterNotify
    {
        get => (RouterNotifications)GetInt32(SocketOptions.RouterNotify);
        set => SetInt32(SocketOptions.RouterNotify, (int)value);
    }

    /// <summary>
    /// Whether a REQ puts an id of its own in front and drops replies that do not match. Default false.
    /// </summary>
    public bool RequestCorrelate
    {
        get => GetFlag(SocketOptions.RequestCorrelate);
        set => SetFlag(SocketOptions.RequestCorrelate, value);
    }

    /// <summary>Whether a REQ may send again without having received a reply. Default false.</summary>
    public bool RequestRelaxed
    {
        get => GetFlag(SocketOptions.RequestRelaxed);
        set => SetFlag(SocketOptions.RequestRelaxed, value);
    }

    /// <summary>Whether an XPUB also receives subscriptions that it has already. Default false.</summary>
    public bool XPubVerbose
    {
        get => GetFlag(SocketOptions.XPubVerbose);
        set => SetFlag(SocketOptions.XPubVerbose, value);
    }

    /// <summary>Whether an XPUB also receives unsubscriptions that change nothing, as well as what <see cref="XPubVerbose"/> adds. Default false.</summary>
    public bool XPubVerboser
    {
        get => GetFlag(SocketOptions.XPubVerboser);
        set => SetFlag(SocketOptions.XPubVerboser, value);
    }

    /// <summary>
    /// Whether an XPUB sends to the peer of the message that it received last, and to no other peer; it refuses, as if the queue were full, when that
    /// has disconnected, is full, or is not subscribed to the message. Only with the corrected libzmq.
    /// </summary>
    internal bool XPubOnlyLast
    {
        set => SetFlag(SocketOptions.XPubOnlyLast, value);
    }

    /// <summary>Whether a full subscriber makes sending block or fail rather than drop. Default false.</summary>
    public bool XPubNoDrop
    {
        get => GetFlag(SocketOptions.XPubNoDrop);
        set => SetFlag(SocketOptions.XPubNoDrop, value);
    }

    /// <summary>
    /// Whether an XPUB subscribes its peers only by <see cref="Subscribe(ReadOnlySpan{byte})"/> after each request.
    /// Default false.
    /// </summary>
    public bool XPubManual
    {
        get => GetFlag(SocketOptions.XPubManual);
        set => SetFlag(SocketOptions.XPubManual, value);
    }

    /// <summary>
    /// As <see cref="XPubManual"/>, and the next message goes to the peer that asked last alone. Default false.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool XPubManualLastValue
    {
        get => GetFlag(SocketOptions.XPubManualLastValue);
        set => SetFlag(SocketOptions.XPubManualLastValue, value);
    }

    /// <summary>Sets a message that an XPUB sends to every new subscriber that subscribes to it. Default none.</summary>
    /// <param name="message">The bytes, which libzmq copies; none unset it.</param>
    public void SetXPubWelcomeMessage(ReadOnlySpan<byte> message) => SetBytes(SocketOptions.XPubWelcomeMessage, message);

    /// <summary>
    /// Whether only the first frame of a message to an XPUB or XSUB is read as a subscription. Default false.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool OnlyFirstSubscribe
    {
        get => GetFlag(SocketOptions.OnlyFirstSubscribe);
        set => SetFlag(SocketOptions.OnlyFirstSubscribe, value);
    }

    /// <summary>
    /// Whether an XSUB sends every unsubscription on, rather than the last one of a topic alone. Default false. Needs libzmq 4.3.5.
    /// </summary>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    [Experimental(Experiments.Draft)]
    public bool XSubVerboseUnsubscribe
    {
        get => GetFlag(SocketOptions.XSubVerboseUnsubscribe);
        set => SetFlag(SocketOptions.XSubVerboseUnsubscribe, value);
    }

    /// <summary>
    /// How many topics a SUB or XSUB is subscribed to, or the peers of a PUB or XPUB are. A SUB or XSUB may count a topic as often as it
    /// was subscribed to: libzmq does so with its radix tree, which the one that is shipped has. Needs libzmq 4.3.5.
    /// </summary>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    /// <exception cref="ZmqException">The socket type has no subscriptions (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public int TopicsCount => GetInt32(SocketOptions.TopicsCount);

    /// <summary>
    /// Whether messages that match no subscription are delivered, rather than those that do. Default false.
    /// </summary>
    public bool InvertMatching
    {
        get => GetFlag(SocketOptions.InvertMatching);
        set => SetFlag(SocketOptions.InvertMatching, value);
    }

    /// <summary>
    /// Whether a STREAM receives an empty message for every connection and disconnection. Default true.
    /// </summary>
    public bool StreamNotify
    {
        get => GetFlag(SocketOptions.StreamNotify);
        set => SetFlag(SocketOptions.StreamNotify, value);
    }
}
