namespace ZmqNative.Actors;

/// <summary>
/// A base class of actors that implement an <see cref="ActorInterfaceAttribute">actor interface</see> and use their context. Such an actor may also derive
/// from <see cref="Actor"/>, or from no class of this library.
/// </summary>
/// <remarks>
/// <code>
/// sealed class Order(string id) : TypedActor, IOrder
/// {
///     public ValueTask AddAsync(Item item) => Context.Parent!.TellAsync(item);
/// }
///
/// broker.Register&lt;IOrder>("order/{id}", id => new Order(id));
/// </code>
/// It is spawned or registered for its interface. Messages that are no calls go to <see cref="ReceiveAsync"/>.
/// </remarks>
public abstract class TypedActor : Actor
{
    private ActorContext? _context;

    /// <summary>
    /// The context of this actor, from <see cref="Actor.OnStartedAsync"/> on. To be used by the code of this actor while it handles something, as the
    /// context that other methods get.
    /// </summary>
    /// <exception cref="InvalidOperationException">The actor has not started, or was not spawned for an interface.</exception>
    protected ActorContext Context => _context ?? throw new InvalidOperationException(
        $"{GetType().Name} has no context yet: it gets it before OnStartedAsync, if it was spawned or registered for its interface, as in Spawn<IOrder>.");

    /// <summary>Handles a message that is no call. Default: it becomes a dead letter.</summary>
    /// <inheritdoc/>
    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Unhandled();
        return default;
    }

    internal void Attach(ActorContext context) => _context = context;
}
