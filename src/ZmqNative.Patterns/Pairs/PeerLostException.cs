namespace ZmqNative.Patterns;

/// <summary>The connection broke while a request waited for its answer. Whether the request was handled is not known.</summary>
public sealed class PeerLostException : ConnectionLostException
{
    internal PeerLostException(string client)
        : base($"The peer of {client} was lost before it answered. Whether the request was handled is not known.")
    {
    }
}
