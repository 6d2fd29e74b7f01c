namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="RequestClient"/>.</summary>
public sealed record RequestClientOptions : PatternOptions
{
    /// <summary>The time-out of a request whose call has none: more than 0, up to 24 days. Default 5 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The maximal number of requests in flight, 1 to 1,048,575. Default 4,096; one more throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public int MaxInFlight { get; init; } = 4096;

    /// <summary>
    /// The maximal number of times that an idempotent request is sent, from 1; its time-out is divided equally. Default 3.
    /// </summary>
    public int IdempotentAttempts { get; init; } = 3;

    /// <summary>
    /// Whether requests that were sent fail with <see cref="ConnectionLostException"/> when the last connection of the client ends, because
    /// no peer is left that could answer. Default true. If false, they wait for their deadline: a server that keeps its work and its
    /// clients' routing ids (<see cref="Socket.RoutingId"/>) may answer over the next connection. In either case requests wait for their
    /// deadline that were not sent yet, that went to one of several servers while another one is still connected, and over
    /// <c>inproc://</c>, where libzmq does not report the end of a connection.
    /// </summary>
    public bool FailOnDisconnect { get; init; } = true;

    /// <summary>
    /// Whether the server's handler is cancelled when a request is cancelled, or has timed out. Default false: the client stops waiting,
    /// and the handler continues. Set it if all servers are a <see cref="ReplyServer"/>, or implement the extension in docs/wire.md: a
    /// plain REP reads a cancellation as a request with an empty body. It costs the server a few objects per request.
    /// </summary>
    public bool CancelsHandlers { get; init; }

    // Without a connection all requests and streams wait on the socket.
    internal override int MaxPendingOperations => Math.Max(base.MaxPendingOperations, 2 * MaxInFlight);

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(RequestTimeout, "options", nameof(RequestTimeout));
        OptionChecks.CheckRange(MaxInFlight, 1, CorrelationTable<PendingRequest<ReceivedMessage>>.MaxCapacity, nameof(MaxInFlight));
        OptionChecks.CheckRange(IdempotentAttempts, 1, int.MaxValue, nameof(IdempotentAttempts));
    }
}
