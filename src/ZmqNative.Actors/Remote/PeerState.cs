namespace ZmqNative.Actors.Remote;

/// <summary>Whether the connection of one peer of a ROUTER has ended, as libzmq knows it.</summary>
internal sealed class PeerState(byte[] routingId)
{
    public bool IsGone { get; private set; }

    /// <summary>Reads the state. Under the lock of the socket.</summary>
    public void Read(Socket socket)
    {
        try
        {
            // Reading the events has libzmq notice the connections that have ended.
            _ = socket.Events;
            _ = socket.GetPeerState(routingId);
        }
        catch (HostUnreachableException)
        {
            IsGone = true;
        }
    }
}
