using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The handlers of a class of actors by type of message. Made once per class, without reflection.</summary>
/// <typeparam name="TActor">The class of actors.</typeparam>
public sealed class HandlerTable<TActor>
    where TActor : Actor
{
    private readonly Dictionary<Type, Handler> _handlers = [];

    internal HandlerTable()
    {
    }

    internal delegate ValueTask Handler(TActor actor, object message, ActorContext context);

    /// <summary>Adds the messages that <see cref="IHandle{TMessage}"/> of the class handles.</summary>
    /// <typeparam name="TMessage">The exact type of the messages.</typeparam>
    /// <returns>This table.</returns>
    /// <exception cref="InvalidOperationException">The class does not implement that interface, or such messages were added already.</exception>
    public HandlerTable<TActor> Tell<TMessage>()
        where TMessage : notnull
    {
        Check(typeof(IHandle<TMessage>));
        return Add<TMessage>(static (actor, message, context) => ((IHandle<TMessage>)actor).HandleAsync((TMessage)message, context));
    }

    /// <summary>Adds the messages that <see cref="IHandle{TMessage, TReply}"/> of the class answers.</summary>
    /// <typeparam name="TMessage">The exact type of the messages.</typeparam>
    /// <typeparam name="TReply">The type of the answers.</typeparam>
    /// <returns>This table.</returns>
    /// <exception cref="InvalidOperationException">The class does not implement that interface, or such messages were added already.</exception>
    public HandlerTable<TActor> Ask<TMessage, TReply>()
        where TMessage : notnull
    {
        Check(typeof(IHandle<TMessage, TReply>));
        return Add<TMessage>(AnswerAsync<TMessage, TReply>);
    }

    internal bool TryFind(Type type, [NotNullWhen(true)] out Handler? handler) => _handlers.TryGetValue(type, out handler);

    [SuppressMessage("Usage", "VSTHRD103", Justification = "It has completed.")]
    private static ValueTask AnswerAsync<TMessage, TReply>(TActor actor, object message, ActorContext context)
    {
        ValueTask<TReply> reply = ((IHandle<TMessage, TReply>)actor).HandleAsync((TMessage)message, context);
        if (!reply.IsCompletedSuccessfully)
        {
            return AwaitAsync(reply, context);
        }

        context.ReplyIfAsked(reply.GetAwaiter().GetResult());
        return default;
    }

    private static async ValueTask AwaitAsync<TReply>(ValueTask<TReply> reply, ActorContext context) =>
        context.ReplyIfAsked(await reply.ConfigureAwait(false));

    private static void Check(Type handler)
    {
        if (!handler.IsAssignableFrom(typeof(TActor)))
        {
            throw new InvalidOperationException($"{typeof(TActor).Name} does not implement {handler}.");
        }
    }

    private HandlerTable<TActor> Add<TMessage>(Handler handler) => _handlers.TryAdd(typeof(TMessage), handler)
        ? this
        : throw new InvalidOperationException($"{typeof(TActor).Name} handles {typeof(TMessage).Name} twice.");
}
