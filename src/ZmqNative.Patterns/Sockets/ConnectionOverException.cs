using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The exception for a message whose connection has ended; the message was not sent.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Patterns catch it.")]
[SuppressMessage("Design", "CA1032", Justification = "It has one fixed text.")]
internal sealed class ConnectionOverException() : Exception("The connection that the message was for has ended.");
