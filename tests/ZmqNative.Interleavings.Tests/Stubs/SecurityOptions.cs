namespace ZmqNative.Patterns;

/// <summary>The security of a socket; sockets of scenarios have none.</summary>
public abstract class SecurityOptions;
