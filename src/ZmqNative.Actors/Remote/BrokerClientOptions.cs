namespace ZmqNative.Actors.Remote;

/// <summary>The options of a <see cref="BrokerClient"/>. Each is checked when it is set.</summary>
public sealed record BrokerClientOptions : PatternOptions
{
    /// <summary>
    /// The longest time that an ask waits for its answer, unless the call gives another one. More than 0, at most 24 days 20 hours. Default
    /// 5 seconds. The connections of a broker use the broker's option.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan AskTimeout
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time that a tell waits for space in the queue of the connection; then it fails with a <see cref="TellTimeoutException"/>.
    /// More than 0, at most 24 days 20 hours. Default 1 minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan TellTimeout
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether asks that were sent fail with <see cref="BrokerLostException"/> when the last connection of the client ends, because no broker
    /// is left that could answer. Default true. If false, they wait for their deadline. Streams and watches end with the connection in
    /// either case, and asks that were not sent yet wait for their deadline.
    /// </summary>
    public bool FailOnDisconnect { get; init; } = true;

    /// <summary>
    /// The number of asks, streams and watches that may be in flight, 1 to 1,048,575. Default 4,096; one more fails with a
    /// <see cref="BrokerBusyException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxInFlight
    {
        get;
        init => field = ActorOptionChecks.Calls(value);
    } = 4096;

    /// <summary>
    /// The serializer of typed messages and answers. Default a <see cref="JsonMessageSerializer"/> with the simple values. The connections
    /// of a broker use the broker's serializer.
    /// </summary>
    public IMessageSerializer? Serializer { get; init; }
}
