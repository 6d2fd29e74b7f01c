namespace ZmqNative.Actors;

/// <summary>Delivers what is published to single subscribers, and counts what is dropped for them.</summary>
internal sealed class PublicationDelivery(Broker broker, ISubscribers subscribers)
{
    private long _dropped;

    /// <summary>The number of messages that were dropped for a subscriber.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether an actor that is known by its cell does not have its address anymore: the notification of its stop has not come yet.</summary>
    public static bool HasSuccessor(ActorRef known, ActorRef actor) =>
        known is ActorCell cell && !ReferenceEquals(known, actor) && cell.Owner.Find(cell.Address) != cell;

    /// <summary>Delivers a message, or the subscriber's part of it. Never waits.</summary>
    /// <returns>Whether the mailbox has accepted it.</returns>
    public bool TryDeliver(object part, ActorRef subscriber)
    {
        switch (subscriber.TryPost(part, null, 0))
        {
            case PostResult.Accepted:
                return true;
            case PostResult.Full or PostResult.Rejected:
                Drop(part, subscriber, DeadLetterReason.MailboxFull);
                break;
            case PostResult.Closed:
                Drop(part, subscriber, DeadLetterReason.Stopped);
                break;
            case PostResult.Unsendable:
                _ = Interlocked.Increment(ref _dropped);
                broker.DeadLetters.Add(part, subscriber.Address, DeadLetterReason.Unsendable, subscriber.FindSendFailure(part));
                break;
            case PostResult.NotFound when subscriber is Router:
                // A router may get routees again.
                broker.DeadLetters.Add(part, subscriber.Address, DeadLetterReason.NotFound);
                break;
            default:
                // It was found stopped before the notification came.
                broker.DeadLetters.Add(part, subscriber.Address, DeadLetterReason.Stopped);
                subscribers.RemoveStopped(subscriber);
                break;
        }

        return false;
    }

    private void Drop(object part, ActorRef subscriber, DeadLetterReason reason)
    {
        _ = Interlocked.Increment(ref _dropped);
        broker.DeadLetters.Add(part, subscriber.Address, reason);
    }
}
