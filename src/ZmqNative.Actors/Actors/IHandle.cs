namespace ZmqNative.Actors;

/// <summary>Handles messages of one type: see <see cref="Actor{TSelf}"/>.</summary>
/// <typeparam name="TMessage">The exact type of the messages.</typeparam>
public interface IHandle<in TMessage>
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the message is handled.</returns>
    ValueTask HandleAsync(TMessage message, ActorContext context);
}

/// <summary>Answers messages of one type: see <see cref="Actor{TSelf}"/>.</summary>
/// <typeparam name="TMessage">The exact type of the messages.</typeparam>
/// <typeparam name="TReply">The type of the answers.</typeparam>
public interface IHandle<in TMessage, TReply>
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">The actor's context. The answer is the returned one; it must not be given through the context as well.</param>
    /// <returns>The answer. It is dropped if the message was a tell.</returns>
    ValueTask<TReply> HandleAsync(TMessage message, ActorContext context);
}
