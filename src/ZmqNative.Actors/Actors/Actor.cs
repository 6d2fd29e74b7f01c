namespace ZmqNative.Actors;

/// <summary>An actor: handles one message at a time, and never begins the next while an await of the last is pending.</summary>
/// <remarks>
/// Its fields need no locks. An exception goes to its <see cref="Supervision"/>, which by default makes a new instance; the
/// message that caused it becomes a dead letter and is not tried again, the mailbox stays. An instance that implements
/// <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed when it is replaced or stops.
/// </remarks>
public abstract class Actor
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">What was sent.</param>
    /// <param name="context">How to answer, forward, spawn and watch; of this actor, and valid in its own turns alone.</param>
    /// <returns>Completes when the message is handled.</returns>
    public abstract ValueTask ReceiveAsync(object message, ActorContext context);

    /// <summary>Called before the first message, of the first instance and of each that replaces a failed one.</summary>
    /// <param name="context">The actor's context.</param>
    /// <returns>Completes when messages may come. An exception is a failure, as one of <see cref="ReceiveAsync"/>.</returns>
    public virtual ValueTask OnStartedAsync(ActorContext context) => default;

    /// <summary>Called before the actor stops, after its children have.</summary>
    /// <remarks>No timer or behaviour that it begins outlives it.</remarks>
    /// <param name="context">The actor's context.</param>
    /// <returns>Completes when the actor may end. An exception is logged.</returns>
    public virtual ValueTask OnStoppingAsync(ActorContext context) => default;

    /// <summary>Called on a failed instance before a new one replaces it, after its children have stopped.</summary>
    /// <remarks>No timer or behaviour that it begins reaches the new instance, and it cannot spawn children.</remarks>
    /// <param name="cause">What it threw.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>Completes when the instance may end. An exception is logged.</returns>
    public virtual ValueTask OnRestartingAsync(Exception cause, ActorContext context) => default;
}
