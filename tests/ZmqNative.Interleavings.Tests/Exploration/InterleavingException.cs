using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interleavings;

/// <summary>A schedule that failed.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is made here alone.")]
[SuppressMessage("Design", "CA1064", Justification = "Tests see it.")]
internal sealed class InterleavingException(string message, Exception? inner = null) : Exception(message, inner);
