using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Options of single socket types. Those that libzmq cannot be asked for return what was set.</content>
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
        get => GetBytes(Libzmq.ZMQ_ROUTING_ID);
        set => SetOption(Libzmq.ZMQ_ROUTING_ID, value);
    }

    /// <summary>
    /// Whether a ROUTER throws <see cref="HostUnreachableException"/> for an unknown routing id rather than dropping
    /// the message. Default false.
    /// </summary>
    public bool RouterMandatory
    {
        get => GetRemembered(Libzmq.ZMQ_ROUTER_MANDATORY, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_ROUTER_MANDATORY, value ? 1 : 0);
    }

    /// <summary>Whether a new peer with a routing id in use takes it over. Default false: it is ignored.</summary>
    public bool RouterHandover
    {
        get => GetRemembered(Libzmq.ZMQ_ROUTER_HANDOVER, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_ROUTER_HANDOVER, value ? 1 : 0);
    }

    /// <summary>Whether a ROUTER speaks raw TCP. Default false. Use <see cref="SocketType.Stream"/> instead.</summary>
    public bool RouterRaw
    {
        get => GetRemembered(Libzmq.ZMQ_ROUTER_RAW, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_ROUTER_RAW, value ? 1 : 0);
    }

    /// <summary>
    /// Whether an empty message is sent to every new peer, so that a ROUTER learns of it. Default false.
    /// </summary>
    public bool ProbeRouter
    {
        get => GetRemembered(Libzmq.ZMQ_PROBE_ROUTER, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_PROBE_ROUTER, value ? 1 : 0);
    }

    /// <summary>
    /// Whether a ROUTER receives an empty message with the routing id of peers that come or go. Default
    /// <see cref="RouterNotifications.None"/>.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public RouterNotifications RouterNotify
    {
        get => (RouterNotifications)GetRemembered(LibzmqDraft.ZMQ_ROUTER_NOTIFY, 0);
        set => SetRemembered(LibzmqDraft.ZMQ_ROUTER_NOTIFY, (int)value);
    }

    /// <summary>
    /// Whether a REQ puts an id of its own in front and drops replies that do not match. Default false.
    /// </summary>
    public bool RequestCorrelate
    {
        get => GetRemembered(Libzmq.ZMQ_REQ_CORRELATE, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_REQ_CORRELATE, value ? 1 : 0);
    }

    /// <summary>Whether a REQ may send again without having received a reply. Default false.</summary>
    public bool RequestRelaxed
    {
        get => GetRemembered(Libzmq.ZMQ_REQ_RELAXED, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_REQ_RELAXED, value ? 1 : 0);
    }

    /// <summary>Whether an XPUB also receives subscriptions that it has already. Default false.</summary>
    public bool XPubVerbose
    {
        get => GetRemembered(Libzmq.ZMQ_XPUB_VERBOSE, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_XPUB_VERBOSE, value ? 1 : 0);
    }

    /// <summary>As <see cref="XPubVerbose"/>, for unsubscriptions too. Default false.</summary>
    public bool XPubVerboser
    {
        get => GetRemembered(Libzmq.ZMQ_XPUB_VERBOSER, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_XPUB_VERBOSER, value ? 1 : 0);
    }

    /// <summary>
    /// Whether an XPUB sends to the peer of the message that it received last, and to nobody else; it refuses as for want of room when that
    /// has gone, is full, or is not subscribed to the message. With a corrected libzmq alone.
    /// </summary>
    internal bool XPubOnlyLast
    {
        set => SetOption(LibzmqNative.ZMQNATIVE_XPUB_ONLY_LAST, value ? 1 : 0);
    }

    /// <summary>Whether a full subscriber makes sending block or fail rather than drop. Default false.</summary>
    public bool XPubNoDrop
    {
        get => GetRemembered(Libzmq.ZMQ_XPUB_NODROP, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_XPUB_NODROP, value ? 1 : 0);
    }

    /// <summary>
    /// Whether an XPUB subscribes its peers only by <see cref="Subscribe(ReadOnlySpan{byte})"/> after each request.
    /// Default false.
    /// </summary>
    public bool XPubManual
    {
        get => GetRemembered(Libzmq.ZMQ_XPUB_MANUAL, 0) != 0;
        set => SetRemembered(Libzmq.ZMQ_XPUB_MANUAL, value ? 1 : 0);
    }

    /// <summary>
    /// As <see cref="XPubManual"/>, and the next message goes to the peer that asked last alone. Default false.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool XPubManualLastValue
    {
        get => GetRemembered(LibzmqDraft.ZMQ_XPUB_MANUAL_LAST_VALUE, 0) != 0;
        set => SetRemembered(LibzmqDraft.ZMQ_XPUB_MANUAL_LAST_VALUE, value ? 1 : 0);
    }

    /// <summary>Sets a message that an XPUB sends to every new subscriber, who must subscribe to it. Default none.</summary>
    /// <param name="message">The bytes, which libzmq copies; nothing sets none.</param>
    public void SetXPubWelcomeMessage(ReadOnlySpan<byte> message) => SetOption(Libzmq.ZMQ_XPUB_WELCOME_MSG, message);

    /// <summary>
    /// Whether only the first frame of a message to an XPUB or XSUB is read as a subscription. Default false.
    /// </summary>
    /// <exception cref="ZmqException">libzmq was built without its draft API (<c>EINVAL</c>).</exception>
    [Experimental(Experiments.Draft)]
    public bool OnlyFirstSubscribe
    {
        get => GetRemembered(LibzmqDraft.ZMQ_ONLY_FIRST_SUBSCRIBE, 0) != 0;
        set => SetRemembered(LibzmqDraft.ZMQ_ONLY_FIRST_SUBSCRIBE, value ? 1 : 0);
    }

    /// <summary>
    /// Whether an XSUB sends every unsubscription on, rather than the last one of a topic alone. Default false. Needs libzmq 4.3.5.
    /// </summary>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    [Experimental(Experiments.Draft)]
    public bool XSubVerboseUnsubscribe
    {
        get => RequireVersion435().GetRemembered(LibzmqDraft.ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, 0) != 0;
        set => RequireVersion435().SetRemembered(LibzmqDraft.ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, value ? 1 : 0);
    }

    /// <summary>
    /// How many topics a SUB or XSUB is subscribed to, or the peers of a PUB or XPUB are. A SUB or XSUB may count a topic as often as it
    /// was subscribed to: libzmq does so with its radix tree, which the one that is shipped has. Needs libzmq 4.3.5.
    /// </summary>
    /// <exception cref="NotSupportedException">libzmq is older than 4.3.5, or was built without its draft API.</exception>
    /// <exception cref="ZmqException">The socket type has no subscriptions (<c>EINVAL</c>).</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [Experimental(Experiments.Draft)]
    public int TopicsCount => RequireVersion435().GetInt32Option(LibzmqDraft.ZMQ_TOPICS_COUNT);

    /// <summary>
    /// Whether messages that match no subscription are delivered, rather than those that do. Default false.
    /// </summary>
    public bool InvertMatching
    {
        get => GetBool(Libzmq.ZMQ_INVERT_MATCHING);
        set => SetBool(Libzmq.ZMQ_INVERT_MATCHING, value);
    }

    /// <summary>
    /// Whether a STREAM receives an empty message for every connection and disconnection. Default true.
    /// </summary>
    public bool StreamNotify
    {
        get => GetRemembered(Libzmq.ZMQ_STREAM_NOTIFY, 1) != 0;
        set => SetRemembered(Libzmq.ZMQ_STREAM_NOTIFY, value ? 1 : 0);
    }
}
