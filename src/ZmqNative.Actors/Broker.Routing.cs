namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>Makes a router, which stands at an address of its own.</summary>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="strategy">How it chooses.</param>
    /// <param name="routees">Among whom; more may be added while it runs.</param>
    /// <returns>The router.</returns>
    /// <exception cref="ArgumentException">The address is none, or is taken.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public Router SpawnRouter(string address, RoutingStrategy strategy, params IEnumerable<ActorRef> routees) =>
        SpawnRouter(address, new RouterOptions { Strategy = strategy }, routees);

    /// <inheritdoc cref="SpawnRouter(string, RoutingStrategy, IEnumerable{ActorRef})"/>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="options">How it works.</param>
    /// <param name="routees">Among whom; more may be added while it runs.</param>
    public Router SpawnRouter(string address, RouterOptions options, params IEnumerable<ActorRef> routees)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(routees);
        Router router = options.Strategy == RoutingStrategy.Broadcast
            ? new BroadcastRouter(this, address)
            : new ChoosingRouter(this, address, options);
        router.Attach(SpawnCell(address, () => new RouterActor(router), WatchingActor.Options, parent: null));
        foreach (ActorRef routee in routees)
        {
            _ = router.Add(routee);
        }

        return router;
    }

    /// <summary>Whether an actor comes back with its next message when it has stopped: then its stop is no reason to forget it.</summary>
    internal bool IsKeyed(ActorRef actor) => actor is AddressRef && actor.Owner == this && FindRegistration(actor.Address, out _) is not null;

    /// <summary>The reference that outlives the present instance of a keyed actor.</summary>
    internal ActorRef Lasting(ActorRef actor) =>
        actor is ActorCell { Registration: not null } cell && cell.Owner == this ? Actor(cell.Address) : actor;
}
