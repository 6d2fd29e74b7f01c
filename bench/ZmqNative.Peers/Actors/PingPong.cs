namespace ZmqNative.Peers;

/// <summary>How many messages one end of a ping-pong has still to send and to receive; for one thread at a time.</summary>
internal sealed class PingPong(int count, int inFlight, Countdown done)
{
    private int _toSend = count - inFlight;
    private int _toReceive = count;

    /// <summary>A message has come back; whether to send another one.</summary>
    public bool Received()
    {
        if (--_toReceive == 0)
        {
            done.Signal();
        }

        return --_toSend >= 0;
    }
}
