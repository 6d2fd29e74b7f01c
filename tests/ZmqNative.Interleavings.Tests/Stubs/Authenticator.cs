namespace ZmqNative.Patterns;

/// <summary>Named by comments of the code under test.</summary>
public abstract class Authenticator;
