namespace ZmqNative.Patterns;

/// <summary>
/// The exception for a request whose connection was lost before its answer came. Whether the request was handled is not known.
/// </summary>
public sealed class PeerLostException : ConnectionLostException
{
    /// <summary>Initializes an exception as a client throws it.</summary>
    /// <param name="message">The text of the error.</param>
    public PeerLostException(string message)
        : base(message)
    {
    }

    /// <summary>Returns the exception for the requests of a client.</summary>
    internal static PeerLostException Of(string client) =>
        new($"The peer of {client} was lost before it answered. Whether the request was handled is not known.");
}
