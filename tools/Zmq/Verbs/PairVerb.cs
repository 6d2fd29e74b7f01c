using ZmqNative;

namespace ZmqTool.Verbs;

/// <summary><c>zmq pair</c>.</summary>
internal sealed class PairVerb() : DuplexVerb(
    SocketType.Pair,
    "pair",
    "Exchanges messages with one peer: sends -m or lines of the input, and shows what arrives. Connects by default.",
    "zmq pair @tcp://*:5562                                # a chat of two terminals: this one,",
    "zmq pair tcp://localhost:5562                         # and the other one",
    "zmq pair tcp://localhost:5562 -m ping --receive 1 --timeout 5");
