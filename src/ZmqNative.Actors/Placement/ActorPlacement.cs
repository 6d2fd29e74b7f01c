namespace ZmqNative.Actors;

/// <summary>Decides which keyed actors this broker makes, and where the others are. A broker without cluster has none.</summary>
internal abstract class ActorPlacement
{
    /// <summary>Counts an actor that is about to be made here; null if the address is not this broker's now.</summary>
    public abstract ShardHold? TryEnter(string address);

    /// <summary>Returns a reference to the actor with an address, wherever it is.</summary>
    public abstract ActorRef Find(string address);

    /// <summary>Returns a reference to pass a message of a peer outside of the cluster on, if the actor with the address is not here now; otherwise null.</summary>
    public abstract ActorRef? FindElsewhere(string address);

    /// <summary>Returns the ownership for which a message is that its sender has sent to the owner with a fence; null if this broker has not, or no longer, that ownership: the message is redirected then.</summary>
    public abstract ShardHold? FindHold(string address, Fence fence);

    /// <summary>Passes a tell on that its sender has sent to the owner with a fence, which is not that of this broker.</summary>
    public abstract void Forward(string address, object message, Fence fence);

    /// <summary>Passes an ask on that this broker has not handled, as its ownership with a fence has ended.</summary>
    public abstract void AskAgain(string address, object message, ReplyTarget target, uint token, Fence fence);

    /// <summary>The number of entries of the log that a reading of this broker has not got yet.</summary>
    public abstract long Lag { get; }

    /// <summary>Adds the state in the cluster to the data of a health check.</summary>
    /// <returns>The problem, and whether the broker cannot work for its cluster; null if there is none.</returns>
    public abstract PlacementProblem? Describe(IDictionary<string, object> data);

    /// <summary>Leaves the cluster, before the broker ends: hands over what it holds.</summary>
    public abstract Task EndAsync();
}
