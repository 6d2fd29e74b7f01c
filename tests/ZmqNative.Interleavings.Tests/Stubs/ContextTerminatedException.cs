namespace ZmqNative;

/// <summary>Stands in for the end of a context.</summary>
public sealed class ContextTerminatedException() : ZmqException("The context has ended.");
