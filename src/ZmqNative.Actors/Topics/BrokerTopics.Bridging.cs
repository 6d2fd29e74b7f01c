namespace ZmqNative.Actors;

public sealed partial class BrokerTopics
{
    private readonly HashSet<TopicBridge> _bridges = [];
    private int _lastBridge;

    /// <summary>Connects the topics with PUB and SUB sockets.</summary>
    /// <param name="options">The endpoints to publish at, to subscribe to, or both.</param>
    /// <returns>The bridge, which works at once. It ends with the broker, or when it is disposed.</returns>
    /// <exception cref="ArgumentException">No endpoint is given, or one is not valid.</exception>
    /// <exception cref="AddressInUseException">The endpoint is in use already.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public TopicBridge Bridge(TopicBridgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PublishAt is null && options.SubscribeTo is null)
        {
            throw new ArgumentException("A bridge needs PublishAt, SubscribeTo, or both.", nameof(options));
        }

        if (options.SubscribeTo is not null && options.Incoming is not { Count: > 0 })
        {
            throw new ArgumentException(
                "A bridge that subscribes needs at least one prefix in Incoming; an empty text stands for all topics.", nameof(options));
        }

        ObjectDisposedException.ThrowIf(!_broker.MayMakeActors, _broker);
        TopicBridge bridge = new(_broker, $"$bridge-{Interlocked.Increment(ref _lastBridge)}", options);
        lock (_gate)
        {
            _ = _bridges.Add(bridge);
        }

        // Either this thread sees that the broker has ended, or the end of the bridges sees this one.
        Interlocked.MemoryBarrier();
        if (!_broker.MayMakeActors)
        {
            _ = bridge.DisposeAsync().AsTask();
            throw new ObjectDisposedException(nameof(Broker));
        }

        return bridge;
    }

    internal void Forget(TopicBridge bridge)
    {
        lock (_gate)
        {
            _ = _bridges.Remove(bridge);
        }
    }

    internal async ValueTask EndBridgesAsync()
    {
        TopicBridge[] bridges;
        lock (_gate)
        {
            bridges = [.. _bridges];
        }

        foreach (TopicBridge bridge in bridges)
        {
            await bridge.DisposeAsync().ConfigureAwait(false);
        }
    }
}
