namespace ZmqNative.Patterns;

/// <summary>Stands in for the tracker of connections; there is none.</summary>
internal sealed class ConnectionTracker
{
    public bool IsOver => false;

    public void Bound(string endpoint, string written)
    {
    }

    public void WarnIfOpen()
    {
    }

    public void Connecting(string endpoint)
    {
    }

    public void NotConnected(string endpoint)
    {
    }

    public void Unbound(string endpoint)
    {
    }

    public bool Withdraw(string endpoint) => false;

    public bool TryConnectByName(Socket socket, string endpoint) => false;

    public void Disconnect(Socket socket, string endpoint)
    {
    }

    public void Pump()
    {
    }
}
