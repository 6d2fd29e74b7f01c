namespace ZmqNative.Actors;

/// <summary>
/// The base class of actors. An actor handles one message at a time: the next one begins when the handling of the last has completed,
/// including its awaits.
/// </summary>
/// <remarks>
/// The fields of an actor need no locks. An exception is handled by its <see cref="Supervision"/>, which by default creates a new
/// instance; the message that caused it becomes a dead letter and is not tried again, and the mailbox is kept. An instance that implements
/// <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed when it is replaced or stops.
/// </remarks>
public abstract class Actor
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">
    /// The context of this actor: to answer, forward, spawn and watch. Valid only during this call and those of the other methods of this
    /// class.
    /// </param>
    /// <returns>A task that completes when the message is handled.</returns>
    public abstract ValueTask ReceiveAsync(object message, ActorContext context);

    /// <summary>Called before the first message, of the first instance and of each that replaces a failed one.</summary>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the actor may get messages. An exception is a failure, as in <see cref="ReceiveAsync"/>.</returns>
    public virtual ValueTask OnStartedAsync(ActorContext context) => default;

    /// <summary>Called before the actor stops, after its children have stopped.</summary>
    /// <remarks>Timers and behaviours that it starts end with it.</remarks>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the actor may end. An exception is logged.</returns>
    public virtual ValueTask OnStoppingAsync(ActorContext context) => default;

    /// <summary>Called on a failed instance before a new one replaces it, after its children have stopped.</summary>
    /// <remarks>Timers and behaviours that it starts do not reach the new instance. It cannot spawn children.</remarks>
    /// <param name="cause">The exception that the instance threw.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the instance may end. An exception is logged.</returns>
    public virtual ValueTask OnRestartingAsync(Exception cause, ActorContext context) => default;
}
