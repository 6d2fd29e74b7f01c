using System.Collections.Concurrent;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    // By reference, as routers with the same address, one after the other, are equal.
    private readonly ConcurrentDictionary<Router, byte> _pools = new(ReferenceEqualityComparer.Instance);

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
        ActorCell cell = SpawnCell(address, () => new RouterActor(router), WatchingActor.Options, parent: null);
        router.Attach(cell);
        try
        {
            foreach (ActorRef routee in routees)
            {
                _ = router.Add(routee);
            }
        }
        catch
        {
            // The caller has no router, and its address is not taken.
            ActorLifecycle.RequestStop(cell, drain: false);
            throw;
        }

        return router;
    }

    /// <summary>Spawns a pool: a router that makes its routees itself, as its children, and changes their number with the load.</summary>
    /// <remarks>
    /// Routees that are removed handle the messages that they have, so that none is lost. The routees stop with the pool, and with a drain they
    /// handle their messages first. The metric <c>zmqnative.broker.pool.routees</c> is the number of routees. Other actors may be added to the
    /// router; they get messages, too, but do not count when the pool is resized, and are not removed.
    /// </remarks>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>. A routee's has a slash and a number behind.</param>
    /// <param name="factory">The function that makes the instance of a routee, and each instance that replaces a failed one.</param>
    /// <param name="options">The options; default <see cref="PoolOptions"/>.</param>
    /// <returns>The router, which has its first routees already.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it; or two options contradict each other.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public Router SpawnPool(string address, Func<Actor> factory, PoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        options ??= PoolOptions.Default;
        options.Check(nameof(options));
        ChoosingRouter router = new(this, address, new RouterOptions { Strategy = options.Strategy });
        RouterPool pool = new(router, factory, options);
        _ = SpawnCell(address, () => new PoolActor(router, pool), WatchingActor.Options, parent: null, cell =>
        {
            router.Attach(cell);
            _pools[router] = 0;
            pool.Fill(cell);
        });
        return router;
    }

    /// <summary>The routers of pools that have not stopped.</summary>
    internal IEnumerable<Router> Pools => _pools.Keys;

    internal void ForgetPool(Router router) => _pools.TryRemove(router, out _);

    /// <summary>Whether an actor is keyed, so that its next message makes it again after a stop: then it stays a routee or subscriber.</summary>
    internal bool IsKeyed(ActorRef actor) => actor is AddressRef && actor.Owner == this && FindRegistration(actor.Address, out _) is not null;

    /// <summary>Returns a reference by address for a keyed actor, since that stays valid when the current cell has stopped; other references as they are.</summary>
    internal ActorRef ToAddressReference(ActorRef actor) =>
        actor is ActorCell { Registration: not null } cell && cell.Owner == this ? Actor(cell.Address) : actor;
}
