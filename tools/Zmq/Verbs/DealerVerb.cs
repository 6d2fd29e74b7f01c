using ZmqNative;

namespace ZmqTool.Verbs;

/// <summary><c>zmq dealer</c>.</summary>
internal sealed class DealerVerb() : DuplexVerb(
    SocketType.Dealer,
    "dealer",
    "Sends -m or lines of the input, and shows what arrives, at the same time. Connects by default.",
    "zmq dealer tcp://localhost:5561 -m hello --receive 1   # to a ROUTER",
    "zmq dealer tcp://localhost:5560 -m '' -m hello --receive 1   # to a REP socket: an empty frame in front");
