using System.Collections.Concurrent;
using System.Diagnostics;

namespace ZmqNative.Actors.Remote;

/// <summary>The connection to a broker of another process, which gives references to its actors.</summary>
/// <remarks>
/// <para>
/// Bytes and texts are sent as they are, typed messages by the <see cref="IMessageSerializer"/>. A tell is accepted when libzmq has accepted
/// it, not when the mailbox has; if it is not handled there, it is a dead letter of the other broker.
/// </para>
/// <para>
/// When the connection is lost, asks and streams in flight fail with <see cref="BrokerLostException"/> at once, and watched actors count as
/// stopped. With <see cref="BrokerClientOptions.FailOnDisconnect"/> false, asks wait for their deadline. Messages that are not sent yet wait for
/// a connection until their deadline. A broker that is disposed notifies its peers. Over <c>inproc://</c> a broker that ends without that is
/// noticed only by deadlines. With a libzmq other than the one that this project builds, answers that came just before the end of the
/// connection can be lost with it; their asks fail with <see cref="BrokerLostException"/>, too.
/// </para>
/// </remarks>
public sealed partial class BrokerClient : Pattern
{
    /// <summary>The index of the first frame of the body of an answer.</summary>
    internal const int BodyFrame = 2;

    private const int BatchSize = 64;

    private readonly RemoteCallTable _calls;
    private readonly ConcurrentDictionary<(RemoteRef, ActorCell), ulong> _watches = new(WatchKeyComparer.Instance);
    private readonly OutageWatch _outages;
    private readonly ExpiryDelay<LateAsk> _expiry;
    private readonly bool _ownsBroker;
    private readonly bool _isInproc;

    /// <summary>Connects to a broker in the background, or waits for one at an endpoint that it binds.</summary>
    /// <param name="endpoint">
    /// One endpoint, such as <c>tcp://shop.example:5570</c>; no broker needs to be there yet. <c>&gt;</c> in front connects, which is the
    /// default; <c>@</c> binds, for a broker that connects (<see cref="Broker(string, BrokerOptions?)"/> with <c>&gt;</c>).
    /// </param>
    /// <param name="options">The options; default <see cref="BrokerClientOptions"/>.</param>
    /// <remarks>
    /// A client is for one broker. Where it binds, and several brokers connect, libzmq spreads the messages over them: that suits only asks
    /// and tells to actors that all of these brokers have.
    /// </remarks>
    /// <exception cref="ArgumentException">The endpoint is null or empty, is no valid endpoint, or there are several.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message has the reason.</exception>
    public BrokerClient(string endpoint, BrokerClientOptions? options = null)
        : this(CheckEndpoint(endpoint), options ?? new BrokerClientOptions(), owner: null)
    {
    }

    /// <summary>Creates the client of a broker, for actors of other processes.</summary>
    internal BrokerClient(string endpoint, BrokerClientOptions options, Broker? owner)
        : base(SocketType.Dealer, options)
    {
        bool binds = endpoint.StartsWith('@');
        endpoint = endpoint.TrimStart('@', '>');
        _calls = new RemoteCallTable(endpoint, options.MaxInFlight, Reactor.TimeProvider);
        _outages = new OutageWatch(this, Connections, outages => _calls.ListSent(outages, options.FailOnDisconnect), FailLost);
        _expiry = new ExpiryDelay<LateAsk>(Socket, static ask => ask.NoteRead());
        _ownsBroker = owner is null;
        Endpoint = endpoint;
        _isInproc = endpoint.StartsWith("inproc:", StringComparison.Ordinal);

        // A broker without actors, for its clock and its time-outs.
        Owner = owner ?? new Broker(new BrokerOptions
        {
            Name = Name,
            AskTimeout = options.AskTimeout,
            TellTimeout = options.TellTimeout,
            TimeProvider = Reactor.TimeProvider,
            LoggerFactory = options.LoggerFactory,
        });
        Serializer = owner?.Options.Serializer ?? options.Serializer ?? Owner.Options.Serializer;
        Initialize(() =>
        {
            // A message is not queued for a broker that is not connected: it would be handled long after its deadline.
            Socket.Configure(static socket => socket.Immediate = true);
            if (binds)
            {
                Bind(endpoint);
                Endpoint = LastEndpoint;
                return;
            }

            Connect(endpoint);
        });
        StartLoop(ReadAnswersAsync);
    }

    /// <summary>The endpoint of the broker, without a prefix. Where the client binds, its own endpoint, with wildcards resolved.</summary>
    public string Endpoint { get; private set; }

    internal Broker Owner { get; }

    internal IMessageSerializer Serializer { get; }

    /// <summary>Returns a reference to an address of the broker. A message goes to the actor that has the address when it arrives.</summary>
    /// <param name="address"><c>name</c> or <c>name/key</c>.</param>
    /// <returns>A reference, whether or not the address has an actor now.</returns>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public ActorRef Actor(string address)
    {
        ActorAddress.Check(address, nameof(address));
        return new RemoteRef(this, address);
    }

    private static string CheckEndpoint(string endpoint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        return endpoint.Contains(',', StringComparison.Ordinal)
            ? throw new ArgumentException(
                $"'{endpoint}' has several endpoints; a client is for one broker. Make a client for each broker.", nameof(endpoint))
            : endpoint.Trim();
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

            // Before anything can fail: it passes failures on, too.
            stream?.Start(id);
            MultipartMessage question = to.Encode(message, id, left, stream is null ? string.Empty : $"stream {RemoteStream.Ahead}");
            Send(question, id, left);
            if (stream is null && target.IsCancellable(token) && _calls.FindEntry(id, this) is { } entry)
            {
                // After it is sent, so that the cancellation does not overtake it.
                target.SetQueueEntry(entry, token);
            }
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
        ulong id = 0;
        try
        {
            id = _calls.Begin(new RemoteCall(actor, null, 0, Watcher: watcher), Connections.Outages);
            _watches[(actor, watcher)] = id;
            if (!_calls.TryPeek(id, out _))
            {
                // The connection has ended before the watch was in the list, where its end has looked for it; the watcher was told.
                _ = _watches.TryRemove(new KeyValuePair<(RemoteRef, ActorCell), ulong>((actor, watcher), id));
                return;
            }

            Send(actor.EncodeVerb(id, "watch"), id, Owner.Options.AskTimeout);
        }
        catch (Exception exception) when (id != 0)
        {
            // Otherwise the call would keep its place until the connection ends.
            Fail(id, exception);
        }
        catch (Exception exception)
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = actor.Named, Cause = exception });
        }
    }

    internal void Unwatch(RemoteRef actor, ActorCell watcher)
    {
        if (_watches.TryRemove((actor, watcher), out ulong id))
        {
            Abandon(id);
        }
    }

    /// <summary>Whether a message would be sent now, as far as it is known. Connections over <c>inproc://</c> are not reported.</summary>
    internal bool HasSpace => ConnectedPeers > 0 || _isInproc;

    /// <inheritdoc cref="RemoteRef.WaitForConnectionAsync"/>
    internal Task WaitForConnectionAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _isInproc ? Task.CompletedTask : WaitForPeersAsync(1, cancellationToken).AsTask();
    }

    /// <summary>Describes the connection, for the text of an exception.</summary>
    internal string DescribeConnection() =>
        DescribeConnections() is { Length: > 0 } description ? $" Connection to {Endpoint}:{description}" : string.Empty;

    /// <summary>Frees the entries of calls that have ended.</summary>
    internal void SweepCalls() => _calls.Sweep();

    /// <summary>Takes a message that is not sent. It becomes a dead letter if it can never be sent.</summary>
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

    /// <summary>Ends the call of an ask that has ended, and cancels its handler if it was not answered.</summary>
    internal void Withdraw(int index, ReplyTarget target, uint token)
    {
        if (_calls.TryWithdraw(index, target, token, out ulong id, out bool sent) && sent)
        {
            SendControl(id, "cancel");
        }
    }

    /// <summary>Ends a stream or watch, and notifies the broker.</summary>
    internal void Abandon(ulong id, Activity? activity = null)
    {
        if (_calls.TryTake(id, out _))
        {
            SendControl(id, "cancel", activity);
        }
    }

    /// <summary>Sends a command about a stream or watch, if it can be sent at once: without a connection the stream or watch has ended anyway.</summary>
    internal void SendControl(ulong id, string verb, Activity? activity = null)
    {
        MultipartMessage control = MultipartMessage.Create();
        if (TraceContext.TryWrite(activity, out Frame trace))
        {
            control.Add(trace);
        }

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
            // The client ends, with all that it has open; or its limits do not allow a header, so that nothing is open.
        }

        control.Dispose();
    }
}
