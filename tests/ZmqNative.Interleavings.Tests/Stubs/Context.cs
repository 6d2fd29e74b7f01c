namespace ZmqNative;

/// <summary>Stands in for the context.</summary>
public sealed class Context;
