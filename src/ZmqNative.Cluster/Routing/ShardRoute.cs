using ZmqNative.Actors.Remote;

namespace ZmqNative.Cluster;

/// <summary>The way to the owner of a shard, for one ownership.</summary>
internal sealed class ShardRoute
{
    private readonly Broker? _broker;
    private readonly MemberConnection? _connection;

    /// <summary>Creates the route to this broker.</summary>
    public ShardRoute(Broker broker, ShardHold hold)
    {
        _broker = broker;
        Hold = hold;
        Fence = hold.Fence;
    }

    /// <summary>Creates the route to another broker.</summary>
    public ShardRoute(MemberConnection connection, Fence fence)
    {
        _connection = connection;
        Fence = fence;
    }

    public Fence Fence { get; }

    /// <summary>The ownership of this broker; null if another one is the owner.</summary>
    public ShardHold? Hold { get; }

    public bool IsLocal => Hold is not null;

    /// <summary>Whether it leads to the same owner, with the same fence.</summary>
    public bool IsSame(ShardRoute? other) =>
        other is not null && Fence == other.Fence && Hold == other.Hold && _connection == other._connection;

    /// <summary>Returns the reference to an actor of the owner.</summary>
    public ActorRef CreateRef(IPlacedRef placed, string address) => _connection is { } connection
        ? new RemoteRef(connection.Client, address, placed, Fence)
        : new AddressRef(_broker!, address);
}
