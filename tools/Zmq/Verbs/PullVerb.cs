using ZmqNative;

namespace ZmqTool.Verbs;

/// <summary><c>zmq pull</c>.</summary>
internal sealed class PullVerb() : ReceivingVerb(
    SocketType.Pull,
    "pull",
    "Receives work of PUSH sockets and shows it. Connects by default. What it receives, no other PULL socket gets.",
    "zmq pull tcp://localhost:5557",
    "zmq pull @tcp://*:5557 -n 1 --raw > job.bin           # binds, and writes the bytes of one message");
