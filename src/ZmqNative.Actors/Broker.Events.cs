namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private BrokerEvents? _events;

    /// <summary>The stream of events: actors subscribe to types of messages, and any code publishes.</summary>
    public BrokerEvents Events
    {
        get
        {
            if (_events is { } events)
            {
                return events;
            }

            events = new BrokerEvents(this);
            return Interlocked.CompareExchange(ref _events, events, null) ?? events;
        }
    }
}
