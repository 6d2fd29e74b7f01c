namespace ZmqNative.Actors;

/// <summary>The strategy by which a <see cref="Router"/> chooses a routee.</summary>
public enum RoutingStrategy
{
    /// <summary>One routee after the other. A routee whose mailbox is full is skipped while another has space.</summary>
    RoundRobin = 0,

    /// <summary>The routee with the fewest messages in its mailbox, the current one included; among equals, one after the other.</summary>
    /// <remarks>
    /// For a routee in another process the asks that are not answered and the tells that wait to be sent are counted, if they were sent through
    /// the reference that the router has.
    /// </remarks>
    LeastLoaded,

    /// <summary>All routees. Frames are duplicated, other objects are shared. The first answer to an ask counts, streams are merged.</summary>
    Broadcast,

    /// <summary>
    /// The same routee for the same key. Adding or removing one of N routees changes the routee of one key in N.
    /// </summary>
    ConsistentHash,
}
