using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>Declares the messages that a class of actors handles: see <see cref="Actor{TSelf}"/>.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IHandlers<TSelf>
    where TSelf : Actor
{
    /// <summary>Adds each type of message to the table. Called once for the class.</summary>
    /// <param name="handlers">The table.</param>
    [SuppressMessage("Design", "CA1000", Justification = "It describes the class.")]
    static abstract void Describe(HandlerTable<TSelf> handlers);
}

/// <summary>The base class of actors with one method for each type of message. Messages of other types become dead letters.</summary>
/// <remarks>
/// <code>
/// sealed class OrderActor(string id) : Actor&lt;OrderActor>, IHandlers&lt;OrderActor>, IHandle&lt;AddItem>, IHandle&lt;GetTotal, Total>
/// {
///     public static void Describe(HandlerTable&lt;OrderActor> handlers) => handlers.Tell&lt;AddItem>().Ask&lt;GetTotal, Total>();
/// }
/// </code>
/// </remarks>
/// <typeparam name="TSelf">The class itself.</typeparam>
public abstract class Actor<TSelf> : Actor
    where TSelf : Actor<TSelf>, IHandlers<TSelf>
{
    private static readonly HandlerTable<TSelf> Handlers = Describe();

    /// <summary>Initializes the actor, and checks the table of its class.</summary>
    protected Actor() =>
        // A class whose table is wrong fails when an instance is made, not with its first message.
        _ = Handlers;

    /// <inheritdoc/>
    public sealed override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        return Handlers.TryFind(message.GetType(), out HandlerTable<TSelf>.Handler? handler)
            ? handler((TSelf)this, message, context)
            : ReceiveOtherAsync(message, context);
    }

    /// <summary>Handles a message whose type is not in the table. Default: it becomes a dead letter.</summary>
    /// <param name="message">The message, such as an <see cref="ActorStopped"/> or a message of a derived type.</param>
    /// <param name="context">The actor's context.</param>
    /// <returns>A task that completes when the message is handled.</returns>
    protected virtual ValueTask ReceiveOtherAsync(object message, ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Unhandled();
        return default;
    }

    private static HandlerTable<TSelf> Describe()
    {
        HandlerTable<TSelf> table = new();
        TSelf.Describe(table);
        return table;
    }
}
