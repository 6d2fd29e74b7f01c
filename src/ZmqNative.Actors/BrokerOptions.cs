using Microsoft.Extensions.Logging;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>How a broker works.</summary>
public sealed record BrokerOptions
{
    /// <summary>The name in logs and metrics. Default <c>Broker</c>.</summary>
    public string Name { get; init; } = "Broker";

    /// <summary>How long an ask waits unless it says otherwise. Default 5 seconds.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time that a tell waits for room in a full mailbox; then it fails with a <see cref="TellTimeoutException"/>. More than 0, at most
    /// 24 days. Default 1 minute. To other brokers it is the time for room on the way there.
    /// </summary>
    public TimeSpan TellTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long dispose lets actors go on with what is in their mailboxes, before it stops them. Default 1 second.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long dispose waits for actors to stop after that; then it leaves behind what still runs. Default 5 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How much is kept of the messages that no actor handled.</summary>
    public DeadLetterOptions DeadLetters { get; init; } = new();

    /// <summary>How peers are served at the broker's endpoints.</summary>
    public BrokerListenerOptions Listening { get; init; } = new();

    /// <summary>How brokers elsewhere are reached, for addresses with an endpoint in front.</summary>
    public BrokerClientOptions Connecting { get; init; } = new();

    /// <summary>
    /// Reads and writes typed messages at the edge of the process. Default a <see cref="JsonMessageSerializer"/> that knows simple
    /// values.
    /// </summary>
    public IMessageSerializer Serializer { get; init; } = new JsonMessageSerializer();

    /// <summary>What actors get that are not given options of their own.</summary>
    public ActorOptions Actors { get; init; } = ActorOptions.Default;

    /// <summary>Where time comes from. Default the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where to log. Default nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
