using System.Collections.Concurrent;

namespace ZmqNative.Actors.Remote;

/// <summary>Reaches the actors of a broker in another process, with the same references as within one.</summary>
/// <remarks>
/// <para>
/// Bytes and texts travel as they are, typed messages by the <see cref="IMessageSerializer"/>. A tell is accepted when libzmq has
/// it, not when the mailbox has: what becomes of it there shows in the dead letters of that broker.
/// </para>
/// <para>
/// When the connection breaks, asks and streams in flight fail with <see cref="BrokerLostException"/> at once, and watched actors
/// count as stopped (asks wait on if <see cref="BrokerClientOptions.FailOnDisconnect"/> is false); questions that found no connection
/// yet wait for one until their deadline. A broker that ends in order lets
/// its peers know; one over <c>inproc://</c> that does not is only noticed by deadlines. With a libzmq other than the one this project
/// builds, answers that came just before the end of the connection can be lost with it; their asks fail with
/// <see cref="BrokerLostException"/>, too.
/// </para>
/// </remarks>
public sealed partial class BrokerClient : Pattern
{
    /// <summary>Where the body of an answer begins.</summary>
    internal const int BodyFrame = 2;

    private const int BatchSize = 64;

    private readonly RemoteCallTable _calls;
    private readonly ConcurrentDictionary<(RemoteRef, ActorCell), ulong> _watches = new(WatchKeyComparer.Instance);
    private readonly OutageWatch _outages;
    private readonly bool _ownsBroker;
    private readonly bool _isInproc;

    /// <summary>Connects to a broker, in the background.</summary>
    /// <param name="endpoint">One endpoint, such as <c>tcp://shop.example:5570</c>; nobody need be there yet.</param>
    /// <param name="options">Default <see cref="BrokerClientOptions"/>.</param>
    /// <exception cref="ArgumentException">The endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message says why.</exception>
    public BrokerClient(string endpoint, BrokerClientOptions? options = null)
        : this(endpoint, options ?? new BrokerClientOptions(), owner: null)
    {
    }

    /// <summary>The client of a broker, for actors elsewhere.</summary>
    internal BrokerClient(string endpoint, BrokerClientOptions options, Broker? owner)
        : base(SocketType.Dealer, options)
    {
        _calls = new RemoteCallTable(endpoint, Math.Max(options.MaxInFlight, 1), Reactor.TimeProvider);
        _outages = new OutageWatch(this, Connections, outages => _calls.ListSent(outages, options.FailOnDisconnect), Lose);
        _ownsBroker = owner is null;
        Endpoint = endpoint;
        _isInproc = endpoint?.StartsWith("inproc:", StringComparison.Ordinal) == true;

        // Without actors; asks go by its clock and its time-out.
        Owner = owner ?? new Broker(new BrokerOptions
        {
            Name = Name,
            AskTimeout = options.AskTimeout,
            TellTimeout = options.TellTimeout,
            Time = Reactor.TimeProvider,
            LoggerFactory = options.LoggerFactory,
        });
        Serializer = owner?.Options.Serializer ?? options.Serializer ?? Owner.Options.Serializer;
        Initialize(() =>
        {
            ArgumentException.ThrowIfNullOrEmpty(endpoint);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxInFlight, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxInFlight, CorrelationTable<RemoteCall>.MaxCapacity, nameof(options));

            // A question is not queued for a broker that is not there: it would be handled long after it was given up.
            Socket.Configure(static socket => socket.Immediate = true);
            Connect(endpoint);
        });
        StartLoop(ReadAnswersAsync);
    }

    /// <summary>Where the broker is.</summary>
    public string Endpoint { get; }

    internal Broker Owner { get; }

    internal IMessageSerializer Serializer { get; }

    /// <summary>The way to whoever is at an address there when a message arrives.</summary>
    /// <param name="address"><c>name</c> or <c>name/key</c>.</param>
    /// <returns>A reference, whether or not an actor is there now.</returns>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public ActorRef Actor(string address)
    {
        ActorAddress.Check(address, nameof(address));
        return new RemoteRef(this, address);
    }

    internal void Ask<TMessage>(RemoteRef to, TMessage message, ReplyTarget target, uint token)
        where TMessage : notnull
    {
        ulong id = 0;
        try
        {
            RemoteStream? stream = target.IsStream ? new RemoteStream(this, to, target, token) : null;
            TimeSpan left = target.GetTimeLeft(token);
            id = _calls.Begin(new RemoteCall(to, target, token, stream), Connections.Outages);

            // Before anything can go wrong: it passes failures on, too.
            stream?.Start(id);
            MultipartMessage question = to.Encode(message, id, left, stream is null ? string.Empty : $"stream {RemoteStream.Ahead}");
            Send(question, id, left);
        }
        catch (Exception exception)
        {
            Refuse(message, to, exception);
            Fail(id, exception);
            _ = id == 0 && target.TryFail(exception, token);
        }
    }

    internal void Watch(RemoteRef actor, ActorCell watcher)
    {
        try
        {
            ulong id = _calls.Begin(new RemoteCall(actor, null, 0, Watcher: watcher), Connections.Outages);
            _watches[(actor, watcher)] = id;
            Send(actor.EncodeVerb(id, "watch"), id, Owner.Options.AskTimeout);
        }
        catch (Exception exception)
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = actor, Cause = exception });
        }
    }

    internal void Unwatch(RemoteRef actor, ActorCell watcher)
    {
        if (_watches.TryRemove((actor, watcher), out ulong id))
        {
            Abandon(id);
        }
    }

    /// <summary>Whether a message would be sent now, so far as it is known: over <c>inproc://</c> connections are not seen.</summary>
    internal bool HasRoom => ConnectedPeers > 0 || _isInproc;

    /// <inheritdoc cref="RemoteRef.WaitForConnectionAsync"/>
    internal Task WaitForConnectionAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _isInproc ? Task.CompletedTask : WaitForPeersAsync(1, cancellationToken).AsTask();
    }

    /// <summary>Describes the connection, for the text of an exception.</summary>
    internal string DescribeConnection() =>
        DescribeConnections() is { Length: > 0 } description ? $" Connection to {Endpoint}:{description}" : string.Empty;

    /// <summary>Frees the places of calls that have ended.</summary>
    internal void SweepCalls() => _calls.Sweep();

    /// <summary>Takes over a message that is not sent: a dead letter if that is its own fault.</summary>
    internal void Refuse(object message, RemoteRef to, Exception reason)
    {
        if (reason is ActorSerializationException or MessageTooLargeException)
        {
            Owner.DeadLetters.Add(message, to.Address, DeadLetterReason.Unsendable, reason);
        }
        else
        {
            DeadLetterFeed.Release(message);
        }
    }

    /// <summary>Wants no more answers.</summary>
    internal void Abandon(ulong id)
    {
        if (_calls.TryTake(id, out _))
        {
            SendControl(id, "cancel");
        }
    }

    /// <summary>Says something about a stream or watch, if that needs no waiting: without a connection it has ended anyway.</summary>
    internal void SendControl(ulong id, string verb)
    {
        MultipartMessage control = MultipartMessage.Create();
        control.Add(Correlation.Write(id, TimeSpan.Zero));
        control.Add(Frame.Empty());
        control.Add(PeerHeader.Write(string.Empty, verb: verb));
        try
        {
            if (Socket.TrySend(control))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ZmqException or MessageTooLargeException)
        {
            // The client ends, and with it whatever it has open; or its limits leave no room for a header, so that nothing is open.
        }

        control.Dispose();
    }
}
