namespace ZmqNative.Actors;

public sealed partial class BrokerTopics
{
    // The set of a publication to more subscribers than this, by several prefixes, is not kept by its thread.
    private const int MaxKeptSet = 1024;

    // Taken while in use, so that a publication within a publication makes one of its own.
    [ThreadStatic]
    private static HashSet<ActorRef>? t_served;

    private long _published;

    /// <summary>The number of messages that were published.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>
    /// The number of messages that were dropped for a subscriber, because its mailbox was full and its policy is to wait or to fail, or because
    /// the message could not be sent to its process. Each is a dead letter, too.
    /// </summary>
    public long Dropped => _delivery.Dropped;

    /// <summary>Publishes a message. Never waits.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="message">
    /// The message, which subscribers get in a <see cref="TopicMessage"/>. A <see cref="Frame"/> or <see cref="MultipartMessage"/> is taken from
    /// the caller, and each subscriber gets a duplicate.
    /// </param>
    /// <returns>The number of mailboxes that have accepted it.</returns>
    /// <exception cref="ArgumentException">An argument is null, or the topic has half of a surrogate pair.</exception>
    public int Publish(string topic, object message)
    {
        CheckTopic(topic, nameof(topic));
        return Publish(topic, ActorRef.TakeFrames(message), fromOutside: false);
    }

    // Topics go to other machines in UTF-8.
    private static void CheckTopic(string topic, string parameter)
    {
        ArgumentNullException.ThrowIfNull(topic, parameter);
        StrictUtf8.Check(topic, parameter);
    }

    internal int Publish(string topic, object message, bool fromOutside)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(message);
        _ = Interlocked.Increment(ref _published);
        TopicMessage publication = new(topic, message) { IsFromOutside = fromOutside };
        Subscription[]? first = null;
        HashSet<ActorRef>? served = null;
        int accepted = 0;
        foreach (int length in _table.Lengths)
        {
            if (length > topic.Length)
            {
                break;
            }

            Subscription[] subscriptions = _table.Find(topic.AsSpan(0, length));
            if (subscriptions.Length == 0)
            {
                continue;
            }

            if (first is null)
            {
                first = subscriptions;
            }
            else
            {
                served ??= StartServed(first);
            }

            accepted += Deliver(publication, subscriptions, served);
        }

        if (publication.IsOwned)
        {
            MessageSharing.Release(message);
        }

        if (served is { Count: <= MaxKeptSet })
        {
            served.Clear();
            t_served = served;
        }

        return accepted;
    }

    private static HashSet<ActorRef> StartServed(Subscription[] first)
    {
        HashSet<ActorRef> served = t_served ?? [];
        t_served = null;
        foreach (Subscription subscription in first)
        {
            _ = served.Add(subscription.Actor);
        }

        return served;
    }

    private int Deliver(TopicMessage publication, Subscription[] subscriptions, HashSet<ActorRef>? served)
    {
        int accepted = 0;
        foreach (Subscription subscription in subscriptions)
        {
            if ((publication.IsFromOutside && subscription.LocalOnly) || served?.Add(subscription.Actor) == false)
            {
                continue;
            }

            if (_delivery.TryDeliver(publication.Share(), subscription.Actor))
            {
                accepted++;
            }
        }

        return accepted;
    }
}
