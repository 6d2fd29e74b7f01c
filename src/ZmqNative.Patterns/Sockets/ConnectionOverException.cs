using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The connection that a message was for has ended; the message was not sent.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Patterns catch it.")]
[SuppressMessage("Design", "CA1032", Justification = "It says one thing.")]
internal sealed class ConnectionOverException() : Exception("The connection that the message was for has ended.");
