namespace ZmqNative;

/// <summary>Stands in for a monitor.</summary>
public sealed class SocketMonitor : IDisposable
{
    public void Dispose()
    {
    }
}
