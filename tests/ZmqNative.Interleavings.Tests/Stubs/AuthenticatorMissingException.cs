namespace ZmqNative.Patterns;

/// <summary>Named by comments of the code under test.</summary>
public sealed class AuthenticatorMissingException : Exception;
