namespace ZmqNative.Actors;

/// <summary>
/// Marks a method of an <see cref="ActorInterfaceAttribute">actor interface</see> as a tell: its task completes when the mailbox has accepted the
/// call, not when it was handled. An exception of the method does not reach the caller.
/// </summary>
/// <remarks>A <see cref="CancellationToken"/> of the method ends the wait for space in the mailbox; the handler gets none.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TellAttribute : Attribute;
