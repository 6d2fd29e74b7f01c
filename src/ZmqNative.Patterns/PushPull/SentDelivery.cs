namespace ZmqNative.Patterns;

/// <summary>A message that a puller has, and has not settled.</summary>
/// <param name="Delivery">The message. The object may be in use for another message by now.</param>
/// <param name="Use">The use of the object in which it was this message.</param>
/// <param name="Tick">The tick of the sender at which it was sent.</param>
internal record struct SentDelivery(PendingDelivery Delivery, uint Use, long Tick)
{
    /// <summary>Whether another puller was given the message, as this one had it for too long.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Whether the message has no outcome yet.</summary>
    public readonly bool IsPending => Delivery.Use == Use;
}
