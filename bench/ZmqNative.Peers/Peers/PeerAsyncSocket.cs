namespace ZmqNative.Peers;

/// <summary>A socket of some library that is awaited.</summary>
internal abstract class PeerAsyncSocket : IAsyncDisposable
{
    public abstract void Bind(string endpoint);

    public abstract void Connect(string endpoint);

    public abstract ValueTask SendAsync(byte[] bytes);

    /// <summary>Returns how many bytes came.</summary>
    public abstract ValueTask<int> ReceiveAsync();

    public abstract ValueTask DisposeAsync();
}
