using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interleavings;

/// <summary>Ends the threads of a schedule that has failed.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It is made here alone.")]
[SuppressMessage("Design", "CA1064", Justification = "It is caught by the scheduler.")]
internal sealed class AbandonedException() : Exception("The schedule has failed.");
