namespace ZmqNative.Cluster;

/// <summary>The decision about the effect of a durable tell in a store: see <see cref="EffectStamp"/>.</summary>
public enum EffectDecision
{
    /// <summary>The effect did not happen yet: write it, and the stamp in the same transaction.</summary>
    Commit = 0,

    /// <summary>The effect has happened: write nothing, and let the handler complete, so that the message is acknowledged.</summary>
    Skip,

    /// <summary>The key has another owner: write nothing, and let the handler throw, so that the message is not acknowledged here.</summary>
    Refuse,
}
