namespace ZmqNative.Actors;

/// <summary>The message that a subscriber of a topic gets.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Message">
/// The message that was published. A <see cref="Frame"/> or <see cref="MultipartMessage"/> belongs to this receiver, which disposes it; other
/// objects are shared with the other subscribers.
/// </param>
public sealed record TopicMessage(string Topic, object Message)
{
    /// <summary>
    /// Whether a <see cref="TopicBridge"/> has received the message from another program; then no bridge sends it out. Default false.
    /// </summary>
    public bool IsFromOutside { get; init; }

    /// <summary>Whether each receiver needs a message of its own.</summary>
    internal bool IsOwned => Message is Frame or MultipartMessage;

    internal TopicMessage Share() => IsOwned ? this with { Message = MessageSharing.Share(Message) } : this;
}
