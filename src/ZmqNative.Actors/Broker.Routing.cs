namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>Spawns a router, which has an address of its own.</summary>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="strategy">The strategy by which it chooses a routee.</param>
    /// <param name="routees">The routees; more may be added later.</param>
    /// <returns>The router.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public Router SpawnRouter(string address, RoutingStrategy strategy, params IEnumerable<ActorRef> routees) =>
        SpawnRouter(address, new RouterOptions { Strategy = strategy }, routees);

    /// <summary>Spawns a router with options; see <see cref="SpawnRouter(string, RoutingStrategy, IEnumerable{ActorRef})"/>.</summary>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="options">The options.</param>
    /// <param name="routees">The routees; more may be added later.</param>
    /// <returns>The router.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
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

    /// <summary>Whether an actor is keyed, so that its next message makes it again after a stop: then it stays a routee or subscriber.</summary>
    internal bool IsKeyed(ActorRef actor) => actor is AddressRef && actor.Owner == this && FindRegistration(actor.Address, out _) is not null;

    /// <summary>Returns a reference by address for a keyed actor, since that stays valid when the current cell has stopped; other references as they are.</summary>
    internal ActorRef ToAddressReference(ActorRef actor) =>
        actor is ActorCell { Registration: not null } cell && cell.Owner == this ? Actor(cell.Address) : actor;
}
