namespace ZmqNative.Patterns;

/// <summary>One end of an exclusive connection: both directions at once.</summary>
/// <remarks>
/// <para>
/// A second peer that connects to the same end is refused by libzmq, until the first has disconnected. The libzmq that ZmqNative builds
/// then closes the connection: the second peer connects again, with the pauses of <see cref="PatternOptions.ReconnectInterval"/>, and logs
/// a warning after three such connections in a row. Another libzmq at the end that refuses leaves the connection open, and no message
/// arrives over it. A client that sends requests then connects again after a time-out. An end that only streams cannot tell such a refusal
/// from a peer that has nothing to send, and waits; <see cref="Pattern.Disconnect"/> and <see cref="Pattern.Connect"/> try again.
/// </para>
/// <para>
/// When the connection ends, and the messages of the native socket were received, the pair replaces it by a new one: no message of
/// one connection is taken for one of another. <see cref="PatternOptions.ConfigureSocket"/> is called for each of them, and an end that
/// binds is bound again: for some milliseconds no peer can connect, and a peer that had connected meanwhile is disconnected, with
/// <see cref="PeerLostException"/> for its requests. Messages that were sent and are not yet on the network are lost with the connection.
/// </para>
/// </remarks>
public abstract partial class PairPattern : ReceivingPattern
{
    private readonly GenerationWaiter _receive;
    private readonly LogLimiter _refusalLog;
    private readonly LogLimiter _renewalLog;

    private protected PairPattern(string endpoints, bool bindByDefault, PairOptions options)
        : base(SocketType.Pair, options)
    {
        _receive = new GenerationWaiter(Socket);
        _refusalLog = new LogLimiter(Reactor.TimeProvider);
        _renewalLog = new LogLimiter(Reactor.TimeProvider);
        Initialize(() =>
        {
            // Messages that were not sent when a connection ended are dropped with it: the next peer must not get the rest of a
            // conversation.
            Socket.Configure(static socket => socket.Immediate = true);
            EndpointList.Attach(Socket, endpoints, bindByDefault);
        });
        StartLoop(RenewAsync);
    }

    /// <summary>
    /// Sends a message, of a text, bytes, frames or JSON; waits while the queue of the peer is full or no peer is connected.
    /// </summary>
    /// <param name="message">
    /// The message, whose frames belong to the pattern from now on; bytes may be reused as soon as this returns.
    /// </param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>A task that completes when libzmq has accepted the message.</returns>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The frames are disposed, or the pattern is, or was meanwhile, disposed.</exception>
    public new ValueTask SendAsync(Payload message, CancellationToken cancellationToken = default) =>
        base.SendAsync(message, cancellationToken);

    /// <summary>Called when the loop of the handler has handled a message, and waits for the next one or has it.</summary>
    private protected virtual void OnReceiving(bool waits)
    {
    }

    /// <summary>Receives the next message for a handler, with the generation of its native socket. There is one call at a time.</summary>
    private protected override async ValueTask<ReceivedMessage> ReceiveForHandlerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ValueTask<(MultipartMessage Message, long Generation)> receive = Socket.ReceiveAsync(_receive, cancellationToken);
            OnReceiving(waits: !receive.IsCompleted);
            (MultipartMessage frames, long generation) = await receive.ConfigureAwait(false);
            if (CheckLimits(frames))
            {
                return ReceivedMessage.OfBody(frames, 0, generation);
            }
        }
    }
}
