namespace ZmqNative.Actors.Remote;

/// <summary>How a <see cref="BrokerClient"/> reaches its broker.</summary>
public sealed record BrokerClientOptions : PatternOptions
{
    /// <summary>How long an ask waits unless it says otherwise. Default 5 seconds. A broker's own clients go by the broker's options.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time that a tell waits for room on the way there; then it fails with a <see cref="TellTimeoutException"/>. More than 0, at most 24
    /// days. Default 1 minute.
    /// </summary>
    public TimeSpan TellTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether asks that were sent fail with <see cref="BrokerLostException"/> when the last connection of the client ends, because no broker
    /// is left that could answer. Default true. If false, they wait for their deadline. Streams and watches end with the connection in
    /// either case, and asks that were not sent yet wait for their deadline.
    /// </summary>
    public bool FailOnDisconnect { get; init; } = true;

    /// <summary>How many asks, streams and watches may be in flight, 1 to 1,048,575. Default 4,096; one more fails with <see cref="BrokerBusyException"/>.</summary>
    public int MaxInFlight { get; init; } = 4096;

    /// <summary>
    /// Writes typed messages and reads typed answers. Default a <see cref="JsonMessageSerializer"/> that knows simple values. A
    /// broker's own clients use the broker's.
    /// </summary>
    public IMessageSerializer? Serializer { get; init; }

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(AskTimeout, "options", nameof(AskTimeout));
        OptionChecks.CheckTimeout(TellTimeout, "options", nameof(TellTimeout));
    }
}
