namespace ZmqNative.Peers;

/// <summary>A blocking socket of a library, with its fastest documented calls for bytes.</summary>
internal abstract class PeerSocket : IDisposable
{
    public abstract void Bind(string endpoint);

    public abstract void Connect(string endpoint);

    public abstract void Send(byte[] bytes);

    /// <summary>Returns the number of received bytes.</summary>
    public abstract int Receive(byte[] buffer);

    public abstract void Dispose();
}
