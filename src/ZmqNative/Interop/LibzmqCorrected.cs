namespace ZmqNative.Interop;

/// <summary>What the libzmq that ZmqNative builds has beyond <c>zmq.h</c>; another one answers <c>EINVAL</c>.</summary>
internal static class LibzmqCorrected
{
    /// <summary>
    /// Set, an <c>int</c>: as long as it is not 0, an XPUB sends to the peer of the message that it received last alone, and refuses
    /// with <c>EAGAIN</c> when that has gone, is not subscribed to the message, or is full.
    /// </summary>
    public const int ZMQNATIVE_XPUB_ONLY_LAST = 0x5A4E0001;

    /// <summary>
    /// Get, two <c>uint64_t</c>: how many messages an XPUB has not given to a peer that was full, summed over all peers, and how often
    /// a peer became full.
    /// </summary>
    public const int ZMQNATIVE_XPUB_DROPPED = 0x5A4E0002;
}
