namespace ZmqNative.Patterns;

/// <summary>How an <see cref="AsyncSocket"/> waits.</summary>
public sealed record AsyncSocketOptions
{
    /// <summary>The defaults.</summary>
    public static readonly AsyncSocketOptions Default = new();

    /// <summary>How many operations may wait per direction. Default 4,096; one more throws.</summary>
    public int MaxPendingOperations { get; init; } = 4096;

    /// <summary>
    /// How long <see cref="AsyncSocket.DisposeAsync"/> waits for sends that found no room. Default 1 second; what is left
    /// then fails and is counted in <see cref="AsyncSocket.LostSends"/>.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
