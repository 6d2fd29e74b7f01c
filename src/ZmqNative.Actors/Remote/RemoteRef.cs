namespace ZmqNative.Actors.Remote;

/// <summary>The way to an actor in another process.</summary>
internal sealed class RemoteRef : ActorRef
{
    private readonly BrokerClient _client;
    private readonly string _address;
    private readonly byte[] _bareHeader;

    // The last typed header: actors mostly get one type of messages from one place, or few.
    private TypedHeader? _lastHeader;

    // Guarded by the lock of the client's call table.
    private int _asks;
    private int _waitingTells;

    public RemoteRef(BrokerClient client, string address)
    {
        _client = client;
        _address = address;
        _bareHeader = PeerHeader.Write(address);
        Address = RemoteAddress.Join(client.Endpoint, address);
    }

    public override string Address { get; }

    public IActorSerializer Serializer => _client.Serializer;

    internal override Broker Owner => _client.Owner;

    // A tell that libzmq has taken leaves no trace here.
    internal override int Load => Volatile.Read(ref _asks) + Volatile.Read(ref _waitingTells);

    /// <summary>An ask or stream has begun. Inside the lock of the call table.</summary>
    public void BeginAskInsideLock() => _asks++;

    /// <summary>It has ended, or its place was needed after its time was over.</summary>
    public void EndAskInsideLock() => _asks--;

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return PostResult.Accepted;
        }

        // If there is no room the caller keeps its frames: so duplicates of them go, which share the bytes.
        MultipartMessage tell = Encode(message is Frame or MultipartMessage ? Duplicate(message) : message, 0, TimeSpan.Zero);
        try
        {
            if (_client.Socket.TrySend(tell))
            {
                DeadLetterFeed.Release(message);
                return PostResult.Accepted;
            }
        }
        catch (ObjectDisposedException)
        {
            tell.Dispose();
            return PostResult.Stopped;
        }
        catch
        {
            tell.Dispose();
            throw;
        }

        tell.Dispose();
        return PostResult.Full;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return default;
        }

        ValueTask sending = _client.Socket.SendAsync(Encode(message, 0, TimeSpan.Zero), cancellationToken);
        return sending.IsCompleted ? sending : WaitAsync(sending);
    }

    private async ValueTask WaitAsync(ValueTask sending)
    {
        _ = Interlocked.Increment(ref _waitingTells);
        try
        {
            await sending.ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waitingTells);
        }
    }

    internal override void PostAsk(object message, ReplyTarget target, uint token) => _client.Ask(this, message, target, token);

    internal override void PostAsk(Frame message, ReplyTarget target, uint token) => _client.Ask(this, message, target, token);

    internal override void Watch(ActorCell watcher) => _client.Watch(this, watcher);

    internal override void Unwatch(ActorCell watcher) => _client.Unwatch(this, watcher);

    /// <summary>A message as frames; moves those that it has, and frees them if it cannot be written.</summary>
    /// <exception cref="ActorSerializationException">It cannot be written.</exception>
    public MultipartMessage Encode<TMessage>(TMessage message, ulong id, TimeSpan timeToLive, string verb = "")
        where TMessage : notnull
    {
        MultipartMessage frames = MultipartMessage.Create();
        try
        {
            string type = message is Frame ? string.Empty : ActorPayload.NameOf(message, Serializer, Address);
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
            throw exception as ActorSerializationException
                ?? (Exception?)(exception as ObjectDisposedException)
                ?? new ActorSerializationException(Address, $"a {message.GetType().Name} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>A message about this actor, without a payload.</summary>
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
            _lastHeader = last = new TypedHeader(type, verb, PeerHeader.Write(_address, type, verb));
        }

        return last.Bytes;
    }

    private static object Duplicate(object message)
    {
        if (message is Frame frame)
        {
            return frame.Duplicate();
        }

        MultipartMessage copies = MultipartMessage.Create();
        foreach (Frame original in (MultipartMessage)message)
        {
            copies.Add(original.Duplicate());
        }

        return copies;
    }

    private sealed record TypedHeader(string Type, string Verb, byte[] Bytes);
}
