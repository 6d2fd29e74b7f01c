namespace ZmqNative.Actors.Remote;

/// <summary>One endpoint of a broker: a ROUTER that exchanges messages in the actor format (docs/wire-actors.md) with peers in any language.</summary>
/// <remarks>
/// One loop reads and never waits: a message for a full mailbox waits outside of the loop, limited per actor. Answers are sent on the threads
/// of the actors that give them, without waiting.
/// </remarks>
internal sealed partial class BrokerListener : Pattern
{
    private const int BatchSize = 64;

    private static readonly bool SeesPeers = Zmq.Has("draft");

    private readonly Broker _broker;
    private readonly BrokerListenerOptions _options;
    private readonly PeerQuotas _activations;

    // Of the message that is being delivered. The reading loop only.
    private readonly PeerActivation _activation;
    private readonly PeerHeaderCache _headers;
    private readonly PeerAskTable _asks;
    private readonly PeerAccess _access;
    private readonly PendingDeliveryLimiter _pendingDeliveries;
    private readonly PeerSubscriptions _subscriptions;
    private readonly CancellationTokenSource _intake;
    private readonly TaskCompletionSource _intakeEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BrokerListener(Broker broker, string endpoint, bool connects, BrokerListenerOptions options)
        : base(SocketType.Router, options with { Name = options.Name ?? broker.Options.Name, LoggerFactory = options.LoggerFactory ?? broker.Options.LoggerFactory })
    {
        _broker = broker;
        _options = options;
        _activations = new PeerQuotas(options.MaxActivationsPerPeer, options.MaxActivations);
        _activation = new PeerActivation(_activations);
        _headers = new PeerHeaderCache(broker, _activation);
        _access = new PeerAccess(options, CountFailed);
        _asks = new PeerAskTable(this, options.MaxInFlightPerPeer, options.MaxInFlight);
        _pendingDeliveries = new PendingDeliveryLimiter(
            options.MaxPendingDeliveriesPerActor, new PeerQuotas(options.MaxPendingDeliveriesPerPeer, options.MaxPendingDeliveries));
        _subscriptions = new PeerSubscriptions(
            this, new PeerQuotas(options.MaxSubscriptionsPerPeer, options.MaxSubscriptions), options.ProbeInterval);
        _intake = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        Initialize(() =>
        {
            // An answer to a disconnected peer is reported rather than silently dropped.
            Socket.Configure(static socket => socket.RouterMandatory = true);
            if (connects)
            {
                // The pipe of a connection ends with the connection: answers to a disconnected client are then reported as unreachable, too.
                Socket.Configure(static socket => socket.Immediate = true);
                Connect(endpoint);
            }
            else
            {
                Socket.Bind(endpoint);
                BoundEndpoint = Socket.LastEndpoint;
            }
        });
        StartLoop(ServeAsync);
    }

    /// <summary>The endpoint that is bound, with wildcards resolved; null if the endpoint is connected.</summary>
    public string? BoundEndpoint { get; private set; }

    /// <summary>Failures as texts for peers, as detailed as the broker's options allow.</summary>
    public PeerFailure PeerFailures => _broker.PeerFailures;

    /// <summary>The number of asks of peers that are pending.</summary>
    public int PendingAskCount => _asks.Count;

    /// <summary>The number of streams and watches that peers have open.</summary>
    public int SubscriptionCount => _subscriptions.Count;

    /// <summary>The number of active keyed actors that messages of peers have made.</summary>
    public int ActivationCount => _activations.Held;

    /// <summary>The number of messages of peers that wait for space in mailboxes.</summary>
    public int PendingDeliveryCount => _pendingDeliveries.Count;

    public IMessageSerializer Serializer => _broker.Options.Serializer;

    public Broker Broker => _broker;

    public TimeProvider Time => Reactor.TimeProvider;

    public long Now => Reactor.TimeProvider.GetTimestamp();

    public TimeSpan TimeUntil(long due) => Reactor.TimeProvider.GetElapsedTime(Now, due);

    /// <summary>Ends the reading. Messages that were read are still answered.</summary>
    public async Task EndIntakeAsync()
    {
        try
        {
            await _intake.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The listener has ended altogether.
        }

        await _intakeEnded.Task.ConfigureAwait(false);
    }

    public void Return(PeerAsk ask) => _asks.Return(ask);

    /// <summary>Ends an ask that its peer has cancelled.</summary>
    public void AbandonAsk(MultipartMessage frames, int empty) =>
        _asks.Abandon(frames, PeerEnvelope.RouteLength(frames, empty), Correlation.RequestId(frames[empty - 1].Span));

    /// <summary>Ends the asks of peers that have disconnected, and those whose time has passed.</summary>
    public void AbandonAsksOfLostPeers() => _asks.AbandonLost();

    /// <summary>
    /// Whether the peer with a routing id has disconnected. Nothing is sent: a peer that has only asked may take a probe for its answer. Always false
    /// with a libzmq without the draft API, which cannot tell.
    /// </summary>
    public bool IsPeerGone(byte[] routingId)
    {
        if (!SeesPeers)
        {
            return false;
        }

        try
        {
            PeerState state = new(routingId);
            Socket.ConfigureShortly(static (socket, state) => state.Read(socket), state);
            return state.IsGone;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ZmqException)
        {
            // The listener ends, and with it all asks.
            return false;
        }
    }

    /// <summary>Sends an answer without waiting, so that a peer that does not read does not delay others.</summary>
    /// <returns>False if it could not be sent; it is disposed then.</returns>
    public bool TrySend(MultipartMessage answer) => TrySend(answer, out _);

    /// <inheritdoc cref="TrySend(MultipartMessage)"/>
    public bool TrySend(MultipartMessage answer, out bool isGone)
    {
        isGone = false;
        try
        {
            if (TrySendOrRefuse(answer, out isGone))
            {
                return true;
            }

            CountUnreachable(isGone ? 1 : 0);
            Logger.ReplyNotSent(isGone ? "the peer has disconnected" : "the peer does not read its answers");
        }
        catch (Exception exception)
        {
            // The broker is ending.
            isGone = true;
            Logger.ReplyNotSent(ErrorText.MessageOf(exception));
        }

        CountDropped();
        answer.Dispose();
        return false;
    }

    // An answer that is over the limits is replaced by a failure, which also ends a stream.
    private bool TrySendOrRefuse(MultipartMessage answer, out bool isGone)
    {
        try
        {
            return Socket.TrySend(answer, out isGone);
        }
        catch (MessageTooLargeException excess)
        {
            CountFailed(excess);
            int empty = PeerEnvelope.FindDelimiter(answer);
            PeerEnvelope.Truncate(answer, empty);
            if (PeerEnvelope.IsCorrelated(answer, empty))
            {
                PeerEnvelope.SetStatus(answer, empty, ReplyStatus.HandlerFailed);
                answer.Add(PeerFailure.Cut($"the answer is too large: {excess.Message}"));
            }
            else
            {
                answer.Add(_options.ForeignErrorBody.Span);
            }

            return Socket.TrySend(answer, out isGone);
        }
    }

    /// <summary>Sends an envelope with the body that was appended, or with a text instead.</summary>
    public void Answer(MultipartMessage envelope, bool correlated, ReplyStatus status, string? text)
    {
        int empty = PeerEnvelope.FindDelimiter(envelope);
        if (status != ReplyStatus.Ok)
        {
            PeerEnvelope.Truncate(envelope, empty);
            if (correlated)
            {
                envelope.Add(PeerFailure.Cut(text ?? string.Empty));
            }
            else
            {
                envelope.Add(_options.ForeignErrorBody.Span);
            }
        }

        if (correlated)
        {
            PeerEnvelope.SetStatus(envelope, empty, status);
        }

        _ = TrySend(envelope);
    }

    /// <summary>Counts a message that was refused because of a limit per peer or its total.</summary>
    public void CountRefused(string reason, ReadOnlySpan<byte> peer) => CountOverQuota(reason, peer);

    /// <summary>Counts an answer that is over a limit.</summary>
    public void CountUnsendable(MessageTooLargeException excess) => CountFailed(excess);

    /// <summary>Counts an exception in the callback of a timer, where it would end the process.</summary>
    public void CountFailure(Exception exception) => CountFailed(exception);

    public void Forget(IPeerSubscription subscription) => _subscriptions.Remove(subscription);

    private protected override bool CountsUnhandled => true;

    private protected override void FailPending()
    {
        // Called after a constructor that threw, too.
        _asks?.Sweep(all: true);
        _subscriptions?.End();
    }

    private protected override void Release() => _intake?.Dispose();
}
