namespace ZmqNative.Soak;

/// <summary>A publisher and a subscriber.</summary>
internal sealed class PublishSubscribeLoad(SoakSetting setting, LinkKind kind, bool security = false)
    : OneWayLoad(setting, "publish/subscribe", kind, security)
{
    private const string Topic = "news";

    protected override OneWayEnds MakeEnds(Link link, SequenceChecker seen)
    {
        Publisher publisher;
        Subscriber subscriber;
        if (HasUser)
        {
            subscriber = new Subscriber($"@{link.Bound}", Topic, message => seen.Add(message.Text), Binding(new SubscriberOptions()));
            publisher = new Publisher($">{link.To(subscriber.LastEndpoint)}", Connecting(new PublisherOptions()));
        }
        else
        {
            publisher = new Publisher(link.Bound, Binding(new PublisherOptions()));
            subscriber = new Subscriber(link.To(publisher.LastEndpoint), Topic, message => seen.Add(message.Text), Connecting(new SubscriberOptions()));
        }

        return new OneWayEnds(
            publisher,
            subscriber,
            (text, _) => publisher.PublishAsync(Topic, text),
            cancellationToken => publisher.WaitForSubscriberAsync(1, cancellationToken));
    }

    protected override long CountedLosses(OneWayEnds ends) => ends.Sender.Statistics.Dropped;
}
