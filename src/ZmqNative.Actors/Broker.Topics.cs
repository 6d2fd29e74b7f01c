namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private BrokerTopics? _topics;

    /// <summary>The topics to which actors subscribe, and under which any code publishes.</summary>
    public BrokerTopics Topics
    {
        get
        {
            if (_topics is { } topics)
            {
                return topics;
            }

            topics = new BrokerTopics(this);
            return Interlocked.CompareExchange(ref _topics, topics, null) ?? topics;
        }
    }

    private ValueTask EndBridgesAsync() => _topics is { } topics ? topics.EndBridgesAsync() : default;
}
