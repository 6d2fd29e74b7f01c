using System.Diagnostics;

namespace ZmqNative.Actors.Remote;

/// <summary>A reference to an actor of another process.</summary>
internal sealed class RemoteRef : ActorRef
{
    private readonly BrokerClient _client;
    private readonly string _address;
    private readonly Fence _fence;
    private readonly byte[] _bareHeader;

    // The last typed header: most references are used for few types of messages.
    private TypedHeader? _lastHeader;

    // Guarded by the lock of the client's call table.
    private int _asks;
    private int _waitingTells;

    /// <param name="client">The client.</param>
    /// <param name="address">The address there.</param>
    /// <param name="placed">The reference that the program has, for an actor of a cluster; null for others.</param>
    /// <param name="fence">The fence of its owner; none for others.</param>
    public RemoteRef(BrokerClient client, string address, IPlacedRef? placed = null, Fence fence = default)
    {
        _client = client;
        _address = address;
        _fence = fence;
        Placed = placed;
        _bareHeader = PeerHeader.Write(address, fence: fence);
        Address = RemoteAddress.Join(client.Endpoint, address);
    }

    /// <summary>The reference to an actor of a cluster for which this one is; null for others.</summary>
    public IPlacedRef? Placed { get; }

    /// <summary>The reference that the program knows.</summary>
    public ActorRef Named => Placed?.Self ?? this;

    /// <summary>The fence of the owner of an actor of a cluster; none for others.</summary>
    public Fence Fence => _fence;

    public override string Address { get; }

    /// <summary>The address there, with the key replaced: registrations of other processes are not known.</summary>
    public string Template => _address.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? $"{_address[..slash]}/{{key}}" : _address;

    public IMessageSerializer Serializer => _client.Serializer;

    internal override Broker Owner => _client.Owner;

    internal override bool HasSpace => _client.HasSpace;

    internal override bool NeedsThreadPool => _client.Socket.NeedsThreadPool;

    // A tell that libzmq has accepted is not counted.
    internal override int Load
    {
        get
        {
            if (Volatile.Read(ref _asks) > 0)
            {
                _client.SweepCalls();
            }

            return Volatile.Read(ref _asks) + Volatile.Read(ref _waitingTells);
        }
    }

    /// <summary>Completes when there is a connection to the actor's process; over <c>inproc://</c>, where connections are not reported, at once.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client is, or was meanwhile, disposed.</exception>
    public Task WaitForConnectionAsync(CancellationToken cancellationToken) => _client.WaitForConnectionAsync(cancellationToken);

    /// <summary>Counts an ask or stream that begins. Inside the lock of the call table.</summary>
    public void BeginAskInsideLock() => _asks++;

    /// <summary>Counts an ask or stream that has ended, or whose entry was freed after its time.</summary>
    public void EndAskInsideLock() => _asks--;

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return PostResult.Accepted;
        }

        // If there is no space the caller keeps its frames: so duplicates are sent, which share the bytes.
        MultipartMessage tell;
        try
        {
            tell = Encode(Copy(message), 0, TimeSpan.Zero);
        }
        catch (ActorSerializationException)
        {
            return PostResult.Unsendable;
        }

        PostResult result = TrySend(tell);
        if (result == PostResult.Accepted)
        {
            DeadLetterFeed.Release(message);
        }
        else
        {
            tell.Dispose();
        }

        return result;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return default;
        }

        MultipartMessage tell = default;
        try
        {
            tell = Encode(message, 0, TimeSpan.Zero);
            _client.Socket.ThrowIfTooLarge(tell);
        }
        catch (Exception exception)
        {
            tell.Dispose();
            _client.Refuse(message, this, exception);
            return ValueTask.FromException(exception);
        }

        return WaitForSpaceAsync(tell, message, cancellationToken);
    }

    internal override string DescribeConnections() => _client.DescribeConnection();

    internal override IReadOnlyCollection<BrokerClient> FindClients() => [_client];

    internal override Exception? FindSendFailure(object message)
    {
        MultipartMessage tell = default;
        try
        {
            tell = Encode(Copy(message), 0, TimeSpan.Zero);
            _client.Socket.ThrowIfTooLarge(tell);
            return null;
        }
        catch (Exception exception) when (exception is ActorSerializationException or MessageTooLargeException)
        {
            return exception;
        }
        finally
        {
            tell.Dispose();
        }
    }

    private PostResult TrySend(MultipartMessage tell)
    {
        try
        {
            return _client.Socket.TrySend(tell) ? PostResult.Accepted : PostResult.Full;
        }
        catch (MessageTooLargeException)
        {
            return PostResult.Unsendable;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ZmqException)
        {
            // The client has ended, or its reactor or context has.
            return PostResult.Stopped;
        }
    }

    private async ValueTask WaitForSpaceAsync(MultipartMessage tell, object message, CancellationToken cancellationToken)
    {
        TimeSpan timeout = Owner.Options.TellTimeout;
        using CancellationTokenSource time = new(timeout, Owner.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        _ = Interlocked.Increment(ref _waitingTells);
        try
        {
            await _client.Socket.SendAsync(tell, either.Token).ConfigureAwait(false);
        }
        catch (PendingLimitException limit)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.MailboxFull);
            throw new BrokerBusyException(limit.Message, _client.Endpoint, limit);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.MailboxFull);
            throw new TellTimeoutException(Address, timeout, "The broker there is not connected, or does not read.");
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waitingTells);
        }
    }

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        if (target == IgnoredReply.Instance)
        {
            _ = TellLaterAsync(message);
        }
        else if (target is HandlingReport)
        {
            // Its end would not be reported here.
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.Unsendable);
            _ = target.TryFail(
                new ActorFailedException("a durable tell cannot be forwarded to another process. Tell it durably to the other actor.", Address), token);
        }
        else
        {
            _client.Ask(this, message, target, token);
        }
    }

    internal override void PostAsk(Frame message, ReplyTarget target, uint token) => _client.Ask(this, message, target, token);

    internal override void Watch(ActorCell watcher) => _client.Watch(this, watcher);

    internal override void Unwatch(ActorCell watcher) => _client.Unwatch(this, watcher);

    /// <summary>Writes a message as frames. Frames in it are moved, or disposed if it cannot be written.</summary>
    /// <exception cref="ActorSerializationException">The message cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The message is a frame, or frames, that were disposed or sent.</exception>
    public MultipartMessage Encode<TMessage>(TMessage message, ulong id, TimeSpan timeToLive, string verb = "")
        where TMessage : notnull
    {
        if (message is TrackedMessage tracked)
        {
            // What a router, or a reference to an actor of a cluster, passes on, with the trace of the sender where the calling code has none.
            // Its identity is known to this process alone.
            Activity? carrier = Activity.Current is null && tracked.Context != default ? ActorTracing.Continue(tracked.Context) : null;
            try
            {
                return Encode(tracked.Message, id, timeToLive, verb);
            }
            finally
            {
                PatternTracing.End(carrier);
            }
        }

        MultipartMessage frames = MultipartMessage.Create();
        try
        {
            string type = message is Frame ? string.Empty : ActorPayload.NameOf(message, Serializer, Address);
            if (TraceContext.TryWrite(Activity.Current, out Frame trace))
            {
                frames.Add(trace);
            }

            frames.Add(Correlation.Write(id, timeToLive));
            frames.Add(Frame.Empty());
            frames.Add(Header(type, verb));
            if (message is Frame frame)
            {
                frames.Add(frame);
            }
            else
            {
                ActorPayload.Append(frames, message, Serializer);
            }

            return frames;
        }
        catch (Exception exception)
        {
            frames.Dispose();
            DeadLetterFeed.Release(message);
            if (exception is ActorSerializationException || (exception is ObjectDisposedException && message is Frame or MultipartMessage))
            {
                throw;
            }

            // Also what a serializer that was disposed throws: for callers it is one that cannot write the message.
            throw new ActorSerializationException(
                $"a {MessageName.Of(message)} cannot be written: {ErrorText.MessageOf(exception)}", Address, exception);
        }
    }

    /// <summary>Writes a command about this actor, without a payload.</summary>
    public MultipartMessage EncodeVerb(ulong id, string verb)
    {
        MultipartMessage frames = MultipartMessage.Create();
        frames.Add(Correlation.Write(id, TimeSpan.Zero));
        frames.Add(Frame.Empty());
        frames.Add(PeerHeader.Write(_address, verb: verb));
        return frames;
    }

    private byte[] Header(string type, string verb)
    {
        if (type.Length == 0 && verb.Length == 0)
        {
            return _bareHeader;
        }

        TypedHeader? last = _lastHeader;
        if (last is null || last.Type != type || last.Verb != verb)
        {
            _lastHeader = last = new TypedHeader(type, verb, PeerHeader.Write(_address, type, verb, _fence));
        }

        return last.Bytes;
    }

    // A tell whose sender does not wait: for as long as an ask would wait for its answer.
    private async Task TellLaterAsync(object message)
    {
        using CancellationTokenSource limit = new(Owner.Options.AskTimeout, Owner.Time);
        try
        {
            await PostAsync(message, null, 0, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.MailboxFull);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ZmqException)
        {
            Owner.DeadLetters.Add(message, Address, DeadLetterReason.Stopped, exception);
        }
        catch (Exception)
        {
            // A dead letter already.
        }
    }

    // Other messages are written, not moved.
    private static object Copy(object message) => message is Frame or MultipartMessage or TrackedMessage ? MessageSharing.Share(message) : message;

    private sealed record TypedHeader(string Type, string Verb, byte[] Bytes);
}
