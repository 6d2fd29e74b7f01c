namespace ZmqNative.Actors;

/// <summary>How a <see cref="Router"/> chooses among its routees.</summary>
public enum RoutingStrategy
{
    /// <summary>One after the other; those whose mailbox is full are passed over while another has room.</summary>
    RoundRobin = 0,

    /// <summary>The one that has the fewest messages before it; among equals, one after the other.</summary>
    /// <remarks>
    /// Of a routee in another process, the asks that it has not answered and the tells that wait to be sent are counted, so far as
    /// they went through the reference that the router has.
    /// </remarks>
    LeastLoaded,

    /// <summary>All of them. Frames are duplicated, other objects are shared; of an ask the first answer counts.</summary>
    Broadcast,

    /// <summary>
    /// The same one for the same key, whoever else comes or goes: adding or removing one of N routees moves one key in N.
    /// </summary>
    ConsistentHash,
}
