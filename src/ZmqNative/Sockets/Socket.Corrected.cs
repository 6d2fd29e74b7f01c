using ZmqNative.Interop;

namespace ZmqNative;

/// <content>What only the libzmq that ZmqNative builds can do.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Whether messages of an XPUB go to the peer of the message received last alone. Fails with another libzmq.</summary>
    internal bool OnlyLastSubscriber
    {
        set => SetOption(LibzmqCorrected.ZMQNATIVE_XPUB_ONLY_LAST, value ? 1 : 0);
    }

    /// <summary>What an XPUB has dropped for peers that were full.</summary>
    /// <param name="dropped">How many messages, summed over the peers.</param>
    /// <param name="episodes">How often a peer became full.</param>
    /// <returns>False if this libzmq does not count it.</returns>
    internal bool TryGetDropped(out long dropped, out long episodes)
    {
        Span<long> counts = stackalloc long[2];
        bool isCounted = TryGetOption(
            LibzmqCorrected.ZMQNATIVE_XPUB_DROPPED, System.Runtime.InteropServices.MemoryMarshal.AsBytes(counts), out _) == 0;
        (dropped, episodes) = (counts[0], counts[1]);
        return isCounted;
    }
}
