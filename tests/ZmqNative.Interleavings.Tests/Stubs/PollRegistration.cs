namespace ZmqNative.Patterns;

/// <summary>Stands in for the reactor's entry of a socket.</summary>
public sealed class PollRegistration;
