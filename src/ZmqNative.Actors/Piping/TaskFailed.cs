namespace ZmqNative.Actors;

/// <summary>The message that an actor gets when a task has failed or was cancelled whose result it was to get: see <see cref="ActorContext.PipeToSelf{T}"/>.</summary>
/// <param name="Cause">The exception of the task, or of the function that was to make a message of its result.</param>
public sealed record TaskFailed(Exception Cause);
