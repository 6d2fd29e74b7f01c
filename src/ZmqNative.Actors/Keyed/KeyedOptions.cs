namespace ZmqNative.Actors;

/// <summary>How keyed actors live.</summary>
public sealed record KeyedOptions
{
    internal static KeyedOptions Default { get; } = new();

    /// <summary>
    /// The time without a message after which an actor is stopped, until its next message; up to a quarter longer. Default 10 minutes,
    /// 24 days at most; null never.
    /// </summary>
    /// <remarks>
    /// An actor is not idle, however long no message comes, while it has a timer, a child, a stashed message, or an answer that was put
    /// off (<see cref="ActorContext.ReplyLater"/>, <see cref="ActorContext.ReplyStream{T}"/>) and whose asker still waits. Such an actor
    /// asks to be passivated: <see cref="ActorContext.Passivate"/>.
    /// </remarks>
    public TimeSpan? PassivateAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How each of them is run. Default <see cref="BrokerOptions.Actors"/>.</summary>
    public ActorOptions? Actor { get; init; }
}
