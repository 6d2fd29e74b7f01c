namespace ZmqNative.Actors;

public sealed partial class BrokerTopics
{
    private readonly HashSet<TopicBridge> _bridges = [];
    private int _lastBridge;

    /// <summary>Connects the topics with PUB and SUB sockets.</summary>
    /// <param name="options">Where to publish, whom to subscribe to, or both.</param>
    /// <returns>The bridge, which works already. It ends with the broker, or when it is disposed.</returns>
    /// <exception cref="ArgumentException">Neither endpoint is given, or one is wrong.</exception>
    /// <exception cref="AddressInUseException">Somebody is bound there.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public TopicBridge Bridge(TopicBridgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PublishAt is null && options.SubscribeTo is null)
        {
            throw new ArgumentException("A bridge publishes somewhere, subscribes to somebody, or both.", nameof(options));
        }

        if (options.SubscribeTo is not null && options.Incoming is not { Count: > 0 })
        {
            throw new ArgumentException(
                "A bridge that subscribes lets at least one prefix come in (Incoming); an empty text stands for all topics.", nameof(options));
        }

        TopicBridge bridge = new(_broker, $"$bridge-{Interlocked.Increment(ref _lastBridge)}", options);
        lock (_gate)
        {
            _ = _bridges.Add(bridge);
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
