using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The types of sockets. The numbers are libzmq's.</summary>
[SuppressMessage("Design", "CA1008", Justification = "0 is PAIR in libzmq.")]
public enum SocketType
{
    /// <summary>Exactly one peer, both directions.</summary>
    Pair = Libzmq.ZMQ_PAIR,

    /// <summary>Sends to every subscriber; drops for those whose queue is full.</summary>
    Pub = Libzmq.ZMQ_PUB,

    /// <summary>Receives the messages that it subscribed to.</summary>
    Sub = Libzmq.ZMQ_SUB,

    /// <summary>Sends a request and receives its reply, in turns.</summary>
    Req = Libzmq.ZMQ_REQ,

    /// <summary>Receives a request and sends its reply, in turns.</summary>
    Rep = Libzmq.ZMQ_REP,

    /// <summary>Sends round-robin and receives fairly, without turns.</summary>
    Dealer = Libzmq.ZMQ_DEALER,

    /// <summary>Receives with the sender's routing id in front and sends to the peer that the first frame names.</summary>
    Router = Libzmq.ZMQ_ROUTER,

    /// <summary>Receives work fairly from its peers.</summary>
    Pull = Libzmq.ZMQ_PULL,

    /// <summary>Sends work round-robin to its peers.</summary>
    Push = Libzmq.ZMQ_PUSH,

    /// <summary>A PUB that receives the subscriptions of its peers.</summary>
    XPub = Libzmq.ZMQ_XPUB,

    /// <summary>A SUB that subscribes by sending messages.</summary>
    XSub = Libzmq.ZMQ_XSUB,

    /// <summary>Raw TCP: frames of a connection id and bytes.</summary>
    Stream = Libzmq.ZMQ_STREAM,

    /// <summary>Thread-safe ROUTER for single frames (draft).</summary>
    [Experimental(Experiments.Draft)]
    Server = LibzmqDraft.ZMQ_SERVER,

    /// <summary>Thread-safe DEALER for single frames (draft).</summary>
    [Experimental(Experiments.Draft)]
    Client = LibzmqDraft.ZMQ_CLIENT,

    /// <summary>Sends single frames to groups, also over UDP (draft).</summary>
    [Experimental(Experiments.Draft)]
    Radio = LibzmqDraft.ZMQ_RADIO,

    /// <summary>Receives the messages of the groups that it joined (draft).</summary>
    [Experimental(Experiments.Draft)]
    Dish = LibzmqDraft.ZMQ_DISH,

    /// <summary>Thread-safe PULL for single frames (draft).</summary>
    [Experimental(Experiments.Draft)]
    Gather = LibzmqDraft.ZMQ_GATHER,

    /// <summary>Thread-safe PUSH for single frames (draft).</summary>
    [Experimental(Experiments.Draft)]
    Scatter = LibzmqDraft.ZMQ_SCATTER,

    /// <summary>Raw UDP datagrams: frames of an address and bytes (draft).</summary>
    [Experimental(Experiments.Draft)]
    Dgram = LibzmqDraft.ZMQ_DGRAM,

    /// <summary>Thread-safe, many peers addressed by number (draft).</summary>
    [Experimental(Experiments.Draft)]
    Peer = LibzmqDraft.ZMQ_PEER,

    /// <summary>Thread-safe PAIR for single frames (draft).</summary>
    [Experimental(Experiments.Draft)]
    Channel = LibzmqDraft.ZMQ_CHANNEL,
}

/// <summary>Facts about the socket types.</summary>
internal static class SocketTypes
{
    /// <summary>The name of the type in the ZeroMQ documents, such as <c>PUB</c>.</summary>
    public static string NativeName(this SocketType type) => type.ToString().ToUpperInvariant();

    /// <summary>Whether two types may be peers, by the rules that libzmq applies to network connections.</summary>
    public static bool Suits(this SocketType type, SocketType other) => type switch
    {
        SocketType.Pub or SocketType.XPub => other is SocketType.Sub or SocketType.XSub,
        SocketType.Sub or SocketType.XSub => other is SocketType.Pub or SocketType.XPub,
        SocketType.Req => other is SocketType.Rep or SocketType.Router,
        SocketType.Rep => other is SocketType.Req or SocketType.Dealer,
        SocketType.Dealer => other is SocketType.Rep or SocketType.Dealer or SocketType.Router,
        SocketType.Router => other is SocketType.Req or SocketType.Dealer or SocketType.Router,
        SocketType.Pull => other == SocketType.Push,
        SocketType.Push => other == SocketType.Pull,
        SocketType.Server => other == SocketType.Client,
        SocketType.Client => other == SocketType.Server,
        SocketType.Radio => other == SocketType.Dish,
        SocketType.Dish => other == SocketType.Radio,
        SocketType.Gather => other == SocketType.Scatter,
        SocketType.Scatter => other == SocketType.Gather,
        SocketType.Pair or SocketType.Peer or SocketType.Channel => other == type,
        _ => false, // STREAM and DGRAM talk to no ZeroMQ socket.
    };

    /// <summary>Whether libzmq lets several threads use such a socket at once.</summary>
    public static bool IsThreadSafe(this SocketType type) =>
        type is SocketType.Server or SocketType.Client or SocketType.Radio or SocketType.Dish
            or SocketType.Gather or SocketType.Scatter or SocketType.Peer or SocketType.Channel;

    /// <summary>Throws unless the type exists and libzmq has it.</summary>
    public static void Validate(this SocketType type)
    {
        if (!Enum.IsDefined(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such socket type.");
        }

        if (type >= SocketType.Server)
        {
            Zmq.RequireDraft($"The {type.NativeName()} socket");
        }
    }
}
