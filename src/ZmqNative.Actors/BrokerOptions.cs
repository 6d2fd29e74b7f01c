using Microsoft.Extensions.Logging;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The options of a <see cref="Broker"/>. Each is checked when it is set.</summary>
/// <remarks>An option that is out of its range throws an <see cref="ArgumentOutOfRangeException"/> with the range in its text.</remarks>
public sealed record BrokerOptions
{
    /// <summary>The name of the broker in logs and metrics. Default <c>Broker</c>.</summary>
    public string Name
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = "Broker";

    /// <summary>
    /// The longest time that an ask waits for its answer, unless the call gives another one. More than 0, at most 24 days 20 hours. Default
    /// 5 seconds.
    /// </summary>
    public TimeSpan AskTimeout
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time that a tell waits for space in a full mailbox; then it fails with a <see cref="TellTimeoutException"/>. More than 0, at
    /// most 24 days 20 hours. Default 1 minute. For an actor of another process it is the time for space in the queue of the connection.
    /// </summary>
    public TimeSpan TellTimeout
    {
        get;
        init => field = ActorOptionChecks.Timeout(value);
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The longest time for which dispose lets actors handle what is in their mailboxes, before it stops them. 0 to 24 days 20 hours. Default
    /// 1 second.
    /// </summary>
    public TimeSpan DrainTimeout
    {
        get;
        init => field = ActorOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest time for which dispose, after the drain, waits for actors to stop; those that still run then are not
    /// waited for any longer. 0 to 24 days 20 hours. Default 5 seconds.
    /// </summary>
    public TimeSpan StopTimeout
    {
        get;
        init => field = ActorOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether peers in other processes get the text of an exception that an actor, a serializer or a router's key function threw. Default
    /// false: they get "The handler failed." instead, as such a text may contain what a peer should not know.
    /// </summary>
    /// <remarks>
    /// Texts that an actor gives itself (<see cref="ActorContext.ReplyFailure"/>, <see cref="ReplyHandle.Fail"/>,
    /// <see cref="ReplyWriter{T}.Fail"/>) are always sent. All texts are cut to 1 KiB of UTF-8. Within the process the caller always gets the
    /// exception itself, as <see cref="Exception.InnerException"/> of the <see cref="ActorFailedException"/>.
    /// </remarks>
    public bool EnableDetailedErrors { get; init; }

    /// <summary>The limits of the dead letters that are kept for readers.</summary>
    public DeadLetterOptions DeadLetters
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = new();

    /// <summary>The options of the sockets at which other processes reach this broker.</summary>
    public BrokerListenerOptions Listening
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = new();

    /// <summary>The options of the connections to other brokers, for addresses with an endpoint in front.</summary>
    public BrokerClientOptions Connecting
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = new();

    /// <summary>
    /// The serializer of typed messages from and to other processes. Default a <see cref="JsonMessageSerializer"/> with the simple values.
    /// </summary>
    public IMessageSerializer Serializer
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = new JsonMessageSerializer();

    /// <summary>The options of actors that are given none of their own.</summary>
    public ActorOptions Actors
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = ActorOptions.Default;

    /// <summary>
    /// The functions around the receiving of messages of all actors, the first one outermost. Default none. Actors without middleware pay nothing.
    /// </summary>
    /// <exception cref="ArgumentNullException">The list, or one of its functions, is null.</exception>
    public IReadOnlyList<ActorMiddleware> Middleware
    {
        get;
        init => field = ActorOptionChecks.AllPresent(value);
    } = [];

    /// <summary>
    /// The clock of the broker: for deadlines of asks and tells, waits for stops, timers, pauses before restarts and idle times. Default the
    /// system's clock.
    /// </summary>
    /// <remarks>
    /// <see cref="DrainTimeout"/> and <see cref="StopTimeout"/> of a dispose pass by this clock or by the system's, whichever is first, so that the end is
    /// limited even if the clock stands still. Connections to other processes follow the clock of their reactor.
    /// </remarks>
    public TimeProvider TimeProvider
    {
        get;
        init => field = ActorOptionChecks.NotNull(value);
    } = TimeProvider.System;

    /// <summary>The factory of the broker's logger. Default null: nothing is logged.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
