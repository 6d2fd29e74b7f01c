namespace ZmqNative.Patterns;

/// <summary>
/// The connection ended before the answer came, and no other peer is connected that could send it. Whether the request was handled is
/// not known.
/// </summary>
public class ConnectionLostException : ZmqNativeException
{
    /// <summary>Initializes an exception as a client throws it.</summary>
    /// <param name="message">The text of the error.</param>
    /// <param name="mayHaveBeenHandled">Whether the request may have been handled.</param>
    public ConnectionLostException(string message, bool mayHaveBeenHandled = true)
        : base(message) => MayHaveBeenHandled = mayHaveBeenHandled;

    /// <summary>
    /// Whether the request may have been handled. If false, it was not sent, and sending it again cannot make it happen twice.
    /// </summary>
    public bool MayHaveBeenHandled { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
