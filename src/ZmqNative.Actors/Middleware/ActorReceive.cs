namespace ZmqNative.Actors;

/// <summary>Handles one message of an actor: the actor itself, or the middleware in front of it.</summary>
/// <param name="message">The message, not null.</param>
/// <param name="context">The context of the actor.</param>
/// <returns>A task that completes when the message is handled. It may be awaited once.</returns>
public delegate ValueTask ActorReceive(object message, ActorContext context);
