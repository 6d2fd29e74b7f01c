namespace ZmqNative.Actors;

/// <summary>The time until which a broker may run the keyed actors that it holds.</summary>
internal abstract class ActorLease
{
    /// <summary>Whether the time has not passed. Reads the clock; once false, it stays so.</summary>
    public abstract bool IsValid { get; }
}
