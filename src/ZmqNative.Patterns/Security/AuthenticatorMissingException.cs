namespace ZmqNative.Patterns;

/// <summary>
/// The exception for a bind of a server that is to authenticate its peers, in a context without an <see cref="Authenticator"/>: libzmq would
/// accept strangers, or nobody.
/// </summary>
/// <param name="message">The endpoint, and what to do.</param>
public sealed class AuthenticatorMissingException(string message) : ZmqNativeException(message);
