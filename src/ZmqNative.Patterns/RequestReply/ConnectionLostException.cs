namespace ZmqNative.Patterns;

/// <summary>
/// The exception for a request whose connection ended before the answer came, when no other peer is connected that could send it. Whether
/// the request was handled is not known, unless <see cref="MayHaveBeenHandled"/> is false.
/// </summary>
public class ConnectionLostException : ZmqNativeException
{
    /// <summary>Initializes an exception as a client throws it.</summary>
    /// <param name="message">The text of the error.</param>
    /// <param name="mayHaveBeenHandled">Whether the request may have been handled.</param>
    public ConnectionLostException(string message, bool mayHaveBeenHandled = true)
        : base(message) => MayHaveBeenHandled = mayHaveBeenHandled;

    /// <summary>
    /// Whether the request may have been handled. If false, it was not sent, and sending it again cannot cause it to be handled twice.
    /// </summary>
    public bool MayHaveBeenHandled { get; }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
