namespace ZmqNative.Peers;

/// <summary>The numbers of messages that one end of a ping-pong has still to send and to receive. For one thread at a time.</summary>
internal sealed class PingPong(int count, int inFlight, Countdown done)
{
    private int _toSend = count - inFlight;
    private int _toReceive = count;

    /// <summary>Counts a returned message, and returns whether to send another one.</summary>
    public bool Received()
    {
        if (--_toReceive == 0)
        {
            done.Signal();
        }

        return --_toSend >= 0;
    }
}
