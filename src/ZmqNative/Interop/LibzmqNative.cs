namespace ZmqNative.Interop;

/// <summary>
/// What the libzmq of this project adds to <c>zmq.h</c> (native/corrections): ask <see cref="Zmq.Has"/> for <c>zmqnative</c>
/// first.
/// </summary>
public static class LibzmqNative
{
    // Socket options, far away from libzmq's own numbers.
    public const int ZMQNATIVE_DROPPED = 0x5A4D0001;
    public const int ZMQNATIVE_HEARTBEAT_MUTUAL = 0x5A4D0002;
    public const int ZMQNATIVE_XPUB_ONLY_LAST = 0x5A4D0003;
}
