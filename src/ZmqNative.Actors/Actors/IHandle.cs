namespace ZmqNative.Actors;

/// <summary>An actor that handles one kind of message: see <see cref="Actor{TSelf}"/>.</summary>
/// <typeparam name="TMessage">Which; a message is handled by its exact type.</typeparam>
public interface IHandle<in TMessage>
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">What was sent.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>Completes when the message is handled.</returns>
    ValueTask HandleAsync(TMessage message, ActorContext context);
}

/// <summary>An actor that answers one kind of message: see <see cref="Actor{TSelf}"/>.</summary>
/// <typeparam name="TMessage">Which; a message is handled by its exact type.</typeparam>
/// <typeparam name="TReply">What it answers with.</typeparam>
public interface IHandle<in TMessage, TReply>
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">What was sent.</param>
    /// <param name="context">The actor's context; the answer may not be given through it as well.</param>
    /// <returns>The answer; dropped if the message was told.</returns>
    ValueTask<TReply> HandleAsync(TMessage message, ActorContext context);
}
