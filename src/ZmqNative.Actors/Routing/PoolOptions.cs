namespace ZmqNative.Actors;

/// <summary>The options of a pool: a router that makes its routees itself, and changes their number with the load. Each is checked when it is set.</summary>
/// <remarks>
/// <para>
/// The load is the mean number of messages per routee: those in the mailbox, the current one, and those whose senders wait for space. It is computed
/// each <see cref="ResizeInterval"/>. Over <see cref="GrowAbove"/> a quarter of the routees is added, at least one. If it was under
/// <see cref="ShrinkBelow"/> for <see cref="ShrinkAfter"/> times in a row, one routee is removed. Between the two nothing changes, and the
/// count for shrinking begins again.
/// </para>
/// <para>
/// A routee that is removed gets no more messages, handles those that it has, and stops. Messages that it has stashed become dead letters then.
/// Routees that stop by themselves are replaced at the next interval while there are fewer than <see cref="Min"/>.
/// </para>
/// </remarks>
public sealed record PoolOptions
{
    /// <summary>The smallest number of routees, with which the pool begins, from 1 to 4,096. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Min
    {
        get;
        init => field = ActorOptionChecks.Routees(value);
    } = 1;

    /// <summary>The largest number of routees, from 1 to 4,096, not less than <see cref="Min"/>. Default 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Max
    {
        get;
        init => field = ActorOptionChecks.Routees(value);
    } = 16;

    /// <summary>
    /// The strategy by which a routee is chosen: <see cref="RoutingStrategy.LeastLoaded"/>, the default, or <see cref="RoutingStrategy.RoundRobin"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither of them.</exception>
    public RoutingStrategy Strategy
    {
        get;
        init => field = ActorOptionChecks.PoolStrategy(value);
    } = RoutingStrategy.LeastLoaded;

    /// <summary>The time between two changes of the number, on the broker's clock, more than 0, at most 24 days 20 hours. Default 1 second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or too long.</exception>
    public TimeSpan ResizeInterval
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromSeconds(1);

    /// <summary>The load over which routees are added, in messages per routee, from 0 to 1,048,576, more than <see cref="ShrinkBelow"/>. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double GrowAbove
    {
        get;
        init => field = ActorOptionChecks.Load(value);
    } = 4;

    /// <summary>The load under which routees are removed, in messages per routee, from 0, which removes none, to 1,048,576. Default 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double ShrinkBelow
    {
        get;
        init => field = ActorOptionChecks.Load(value);
    } = 0.5;

    /// <summary>The number of intervals in a row with a load under <see cref="ShrinkBelow"/> after which one routee is removed, at least 1. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ShrinkAfter
    {
        get;
        init => field = ActorOptionChecks.Positive(value);
    } = 10;

    /// <summary>The options of each routee. Default <see cref="BrokerOptions.Actors"/>.</summary>
    public ActorOptions? Actor { get; init; }

    internal static PoolOptions Default { get; } = new();

    /// <summary>Checks what no option can check alone.</summary>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    internal void Check(string parameter)
    {
        if (Min > Max)
        {
            throw new ArgumentException($"Min is {Min}, and Max is {Max}; Min must not be more.", parameter);
        }

        if (ShrinkBelow >= GrowAbove)
        {
            throw new ArgumentException($"ShrinkBelow is {ShrinkBelow}, and GrowAbove is {GrowAbove}; ShrinkBelow must be less.", parameter);
        }
    }
}
