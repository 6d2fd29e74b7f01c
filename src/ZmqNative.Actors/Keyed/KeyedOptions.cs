namespace ZmqNative.Actors;

/// <summary>The options of keyed actors.</summary>
public sealed record KeyedOptions
{
    internal static KeyedOptions Default { get; } = new();

    /// <summary>
    /// The time without a message after which an actor is stopped, until its next message; up to a quarter longer. More than 0, at most
    /// 24 days 20 hours. Default 10 minutes; null never.
    /// </summary>
    /// <remarks>
    /// An actor is not idle, however long no message comes, while it has a timer, a child, a stashed message, or an answer that was put
    /// off (<see cref="ActorContext.ReplyLater"/>, <see cref="ActorContext.ReplyStream{T}"/>) and whose asker still waits. Such an actor
    /// asks to be passivated: <see cref="ActorContext.Passivate"/>.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or more than 24 days 20 hours.</exception>
    public TimeSpan? PassivateAfter
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether each broker of a cluster makes these actors itself, so that a key may have one in each of them. Default false: a key has one actor in
    /// the cluster. Without effect if the broker joins no cluster.
    /// </summary>
    public bool StaysLocal { get; init; }

    /// <summary>The options of each of these actors. Default <see cref="BrokerOptions.Actors"/>.</summary>
    public ActorOptions? Actor { get; init; }
}
