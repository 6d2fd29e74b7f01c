namespace ZmqNative.Patterns;

/// <summary>The counts of a <see cref="DeliverySender"/> or a <see cref="DeliveryReceiver"/>, since it was created.</summary>
/// <param name="Delivered">The number of times that messages were sent, or received.</param>
/// <param name="Acknowledged">The number of messages that were acknowledged.</param>
/// <param name="Redelivered">The number, of the deliveries, of those that were not the first one of their message.</param>
/// <param name="Undeliverable">The number of messages that were given up.</param>
internal readonly record struct DeliveryCounts(long Delivered, long Acknowledged, long Redelivered, long Undeliverable);
