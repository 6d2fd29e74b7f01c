namespace ZmqNative.Actors;

/// <summary>What a subscriber of a topic receives.</summary>
/// <param name="Topic">Under which topic it was published.</param>
/// <param name="Message">
/// What was published. A <see cref="Frame"/> or <see cref="MultipartMessage"/> is this receiver's own, to be disposed by it;
/// other objects are shared with the other subscribers.
/// </param>
public sealed record TopicMessage(string Topic, object Message)
{
    /// <summary>Whether it came through a <see cref="TopicBridge"/>; then no bridge sends it out again.</summary>
    public bool IsFromOutside { get; init; }

    /// <summary>Whether each receiver needs one of its own.</summary>
    internal bool IsOwned => Message is Frame or MultipartMessage;

    internal TopicMessage Share() => IsOwned ? this with { Message = MessageSharing.Share(Message) } : this;
}
