namespace ZmqNative.Actors;

/// <summary>What became of a message that was to be put into a mailbox without waiting.</summary>
internal enum PostResult
{
    /// <summary>It is in the mailbox, or a policy dropped it: either way it is no longer the sender's.</summary>
    Accepted = 0,

    /// <summary>There is no room now, and the policy is to wait.</summary>
    Full,

    /// <summary>There is no room, and the policy is to fail.</summary>
    Rejected,

    /// <summary>There is no room, and as many wait for some as may.</summary>
    TooManyWait,

    /// <summary>The actor has stopped, or is stopping.</summary>
    Stopped,

    /// <summary>The broker ends, and the sender is none of its actors.</summary>
    Closed,

    /// <summary>Nobody is at that address.</summary>
    NotFound,

    /// <summary>The actor itself waits for the answer.</summary>
    AsksItself,

    /// <summary>
    /// It can never be sent to the process of the actor: see <see cref="ActorRef.FindObstacle"/>. It is still the sender's.
    /// </summary>
    Unsendable,
}
