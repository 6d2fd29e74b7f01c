namespace ZmqNative.Peers;

/// <summary>An awaitable socket of a library.</summary>
internal abstract class PeerAsyncSocket : IAsyncDisposable
{
    public abstract void Bind(string endpoint);

    public abstract void Connect(string endpoint);

    public abstract ValueTask SendAsync(byte[] bytes);

    /// <summary>Returns the number of received bytes.</summary>
    public abstract ValueTask<int> ReceiveAsync();

    public abstract ValueTask DisposeAsync();
}
