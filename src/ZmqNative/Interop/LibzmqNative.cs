namespace ZmqNative.Interop;

/// <summary>
/// The declarations that the libzmq of this project adds to <c>zmq.h</c> (native/corrections): check <see cref="Zmq.Has"/> with
/// <c>zmqnative</c> first.
/// </summary>
public static class LibzmqNative
{
    // Socket options, with numbers that libzmq does not use.
    public const int ZMQNATIVE_DROPPED = 0x5A4D0001;
    public const int ZMQNATIVE_HEARTBEAT_MUTUAL = 0x5A4D0002;
    public const int ZMQNATIVE_XPUB_ONLY_LAST = 0x5A4D0003;
    public const int ZMQNATIVE_PEER_PROPERTY = 0x5A4D0010;
    public const int ZMQNATIVE_END_PEERS = 0x5A4D0011;
    public const int ZMQNATIVE_ENDED_PEERS = 0x5A4D0012;
    public const int ZMQNATIVE_MAX_CONNECTIONS = 0x5A4D0013;
    public const int ZMQNATIVE_MAX_CONNECTIONS_PER_ADDRESS = 0x5A4D0014;
    public const int ZMQNATIVE_REFUSED_CONNECTIONS = 0x5A4D0015;
    public const int ZMQNATIVE_CONNECTIONS = 0x5A4D0016;
    public const int ZMQNATIVE_MAX_MESSAGE_BYTES = 0x5A4D0020;
    public const int ZMQNATIVE_MAX_MESSAGE_FRAMES = 0x5A4D0021;
    public const int ZMQNATIVE_OVERSIZED = 0x5A4D0022;
    public const int ZMQNATIVE_MAX_TOPIC_LENGTH = 0x5A4D0023;
    public const int ZMQNATIVE_MAX_SUBSCRIPTIONS = 0x5A4D0024;
    public const int ZMQNATIVE_MAX_TOPIC_BYTES = 0x5A4D0025;
    public const int ZMQNATIVE_REFUSED_SUBSCRIPTIONS = 0x5A4D0026;
    public const int ZMQNATIVE_RCVHWM_BYTES = 0x5A4D0027;
}
