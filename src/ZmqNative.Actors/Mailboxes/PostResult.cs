namespace ZmqNative.Actors;

/// <summary>The outcome of an attempt to put a message into a mailbox without waiting.</summary>
internal enum PostResult
{
    /// <summary>The message is in the mailbox, or a policy has dropped it. It is taken from the sender.</summary>
    Accepted = 0,

    /// <summary>There is no space now, and the policy is to wait.</summary>
    Full,

    /// <summary>There is no space, and the policy is to fail.</summary>
    Rejected,

    /// <summary>There is no space, and <see cref="ActorOptions.MaxWaitingSenders"/> senders wait for some.</summary>
    TooManyWait,

    /// <summary>The actor has stopped, or is stopping.</summary>
    Stopped,

    /// <summary>The broker ends, and the sender is not one of its actors.</summary>
    Closed,

    /// <summary>No actor has that address.</summary>
    NotFound,

    /// <summary>The message would activate a keyed actor, and its peer may activate no more.</summary>
    OverQuota,

    /// <summary>The actor itself waits for the answer.</summary>
    AsksItself,

    /// <summary>
    /// The message can never be sent to the process of the actor: see <see cref="ActorRef.FindSendFailure"/>. It is still the sender's.
    /// </summary>
    Unsendable,
}
