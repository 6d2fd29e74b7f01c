namespace ZmqNative.Patterns;

/// <content>Acknowledged delivery.</content>
public readonly partial struct ReceivedMessage
{
    /// <summary>
    /// The number of times that the message was delivered to a puller, with this one: more than 1 means that it may have been handled before.
    /// 0 for messages without <see cref="Delivery.Acknowledged"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public int DeliveryCount => TryGetHeader(out DeliveryHeader header) ? (int)Math.Min(header.Count, int.MaxValue) : 0;

    /// <summary>
    /// The id of a message with <see cref="Delivery.Acknowledged"/>: the same each time that it is delivered, and different from those of all other
    /// messages of all pushers. So a handler can recognise what it has handled before. 0 for other messages.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public UInt128 DeliveryId => TryGetHeader(out DeliveryHeader header) ? header.Id : default;

    /// <summary>Reads the header of acknowledged delivery.</summary>
    /// <returns>False if the message has none.</returns>
    internal bool TryGetHeader(out DeliveryHeader header)
    {
        bool isDelivery = _frames.Layout.IsDelivery;
        header = isDelivery ? DeliveryFrame.ReadMessage(_frames[1].Span) : default;
        return isDelivery;
    }
}
