namespace ZmqNative.Patterns;

/// <summary>
/// The exception for an operation that waited for a peer when the peer has refused the connection: the credentials, or the security mechanism. Nothing
/// was sent.
/// </summary>
/// <remarks>
/// The connection is tried again in the background: an operation that begins later waits for the next attempt. A server that sends no
/// reason, as it does for a wrong CURVE key of the server and for status 300, is not told apart from one that is not there; operations wait for
/// their deadline then.
/// </remarks>
public sealed class AuthenticationRejectedException : ZmqNativeException
{
    /// <summary>Creates an exception as patterns throw it.</summary>
    /// <param name="pattern">The name of the pattern.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="refusal">The reason.</param>
    /// <param name="status">The status of ZAP; null if the reason is another one.</param>
    /// <param name="detail">The reason as a text.</param>
    public AuthenticationRejectedException(string pattern, string endpoint, ConnectionRefusal refusal, int? status, string detail)
        : base(
            $"The peer at {endpoint} has refused the connection of {pattern}: {detail}. Nothing was sent. "
            + (status is null
                ? "Both sides need the same mechanism: set Security as the server needs it."
                : "Check the key, or the user name and password, and the policy of the server's authenticator."))
    {
        Endpoint = endpoint;
        Refusal = refusal;
        Status = status;
    }

    /// <summary>The endpoint of the peer, as it was given to the pattern.</summary>
    public string Endpoint { get; }

    /// <summary>
    /// The reason: <see cref="ConnectionRefusal.Authentication"/>, or <see cref="ConnectionRefusal.Protocol"/> if the peer has another mechanism.
    /// </summary>
    public ConnectionRefusal Refusal { get; }

    /// <summary>The status that the peer has sent: 400 if it does not accept the credentials, 500 if its check has failed; null for another mechanism.</summary>
    public int? Status { get; }
}
