namespace ZmqNative.Patterns;

/// <summary>The limit of an operation's pool.</summary>
internal interface IPooled
{
    /// <summary>How many spare operations are kept for all threads together, besides those that each thread keeps for itself.</summary>
    static abstract int MaxSpare { get; }
}
