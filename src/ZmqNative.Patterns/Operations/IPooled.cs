namespace ZmqNative.Patterns;

/// <summary>The limit of an operation's pool.</summary>
internal interface IPooled
{
    /// <summary>
    /// The number of spare operations that are kept for all threads together, besides those that each thread keeps for itself.
    /// </summary>
    static abstract int MaxSpare { get; }
}
