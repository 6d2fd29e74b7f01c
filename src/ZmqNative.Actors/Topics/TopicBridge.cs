namespace ZmqNative.Actors;

/// <summary>Connects the topics of a broker with PUB and SUB sockets of any language: <c>topic | payload</c>.</summary>
/// <remarks>
/// A message that was received by a bridge is not sent out by any bridge, so that brokers that are bridged to each other do not send a
/// message in a loop. Made by <see cref="BrokerTopics.Bridge"/>; ends with its broker, or when it is disposed.
/// </remarks>
public sealed class TopicBridge : IAsyncDisposable
{
    private readonly Broker _broker;
    private readonly TopicBridgeOptions _options;
    private readonly ActorCell? _actor;
    private readonly Lock _gate = new();
    private Task? _disposing;
    private long _sent;
    private long _received;

    internal TopicBridge(Broker broker, string address, TopicBridgeOptions options)
    {
        _broker = broker;
        _options = options;
        try
        {
            if (options.PublishAt is { } publishAt)
            {
                Publisher = new Publisher(publishAt, options.Publisher);
                _actor = StartSending(address);
            }

            if (options.SubscribeTo is { } subscribeTo)
            {
                Subscriber = new Subscriber(subscribeTo, (options.Subscriber ?? new SubscriberOptions()) with { MaxConcurrency = 1 });
                foreach (string prefix in options.Incoming)
                {
                    Subscriber.SubscribePrefix(prefix);
                }

                Subscriber.Handle(Receive);
            }
        }
        catch
        {
            _ = DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>The publisher; null if the bridge only receives.</summary>
    public Publisher? Publisher { get; }

    /// <summary>The subscriber, which the bridge reads; null if the bridge only sends.</summary>
    public Subscriber? Subscriber { get; }

    /// <summary>The number of messages that were sent out.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>The number of messages that were received.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Sends the messages that wait, for a limited time, and closes the sockets. May be called from any thread, and repeatedly.</summary>
    /// <returns>A task that completes when the sockets are closed.</returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposing ??= Task.Run(EndAsync));
        }
    }

    private ActorCell StartSending(string address)
    {
        ActorOptions options = WatchingActor.Options with
        {
            FullMailbox = FullMailboxPolicy.DropNewest,
            MailboxCapacity = _options.QueueCapacity,
        };
        ActorCell actor = _broker.SpawnCell(address, () => new LambdaActor(SendAsync), options, parent: null);
        try
        {
            foreach (string prefix in _options.Outgoing)
            {
                _ = _broker.Topics.Subscribe(prefix, actor, localOnly: true);
            }
        }
        catch
        {
            // The bridge does not know the actor yet, so its end would not stop it.
            ActorLifecycle.RequestStop(actor, drain: false);
            throw;
        }

        return actor;
    }

    // One at a time, in the order of the mailbox. A message for which it throws becomes a dead letter, and the next one is handled.
    private async ValueTask SendAsync(object message, ActorContext context)
    {
        TopicMessage publication = (TopicMessage)message;

        // Before it is sent: who has received it sees it in the count.
        _ = Interlocked.Increment(ref _sent);
        try
        {
            if (_options.Write?.Invoke(publication) is { } written)
            {
                // Frames that were published are freed after that: the payload may be one of them.
                await Publisher!.PublishAsync(publication.Topic, written).ConfigureAwait(false);
                MessageSharing.Release(publication);
            }
            else
            {
                await PublishAsync(publication).ConfigureAwait(false);
            }
        }
        catch
        {
            _ = Interlocked.Decrement(ref _sent);
            throw;
        }
    }

    private ValueTask PublishAsync(TopicMessage publication)
    {
        IMessageSerializer serializer = _broker.Options.Serializer;

        // Throws for a type that has no name, before anything is taken from the message.
        _ = ActorPayload.NameOf(publication.Message, serializer, publication.Topic);
        MultipartMessage message = MultipartMessage.Create();
        try
        {
            message.Add(publication.Topic);
            ActorPayload.Append(message, publication.Message, serializer);
            return Publisher!.PublishAsync(message);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private void Receive(ReceivedMessage message)
    {
        object value = _options.Read?.Invoke(message) ?? message.Span.ToArray();
        _ = Interlocked.Increment(ref _received);
        _ = _broker.Topics.Publish(message.Topic!, value, fromOutside: true);
    }

    private async Task EndAsync()
    {
        EndSteps steps = new();
        if (Subscriber is not null)
        {
            await steps.RunAsync(() => Subscriber.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        if (_actor is not null)
        {
            // Unsubscribed first, so that the drain comes to an end.
            steps.Run(() => _broker.Topics.Unsubscribe(_actor));
            await steps.RunAsync(StopActorAsync).ConfigureAwait(false);
        }

        if (Publisher is not null)
        {
            await steps.RunAsync(() => Publisher.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        _broker.Topics.Forget(this);
        steps.Log(_broker.Logger, "A bridge of topics");
    }

    private async Task StopActorAsync()
    {
        try
        {
            await _broker.StopAsync(_actor!, drain: true).ConfigureAwait(false);
        }
        catch (StopTimeoutException)
        {
            // Messages that are not published by now are dropped with the publisher.
        }
    }
}
