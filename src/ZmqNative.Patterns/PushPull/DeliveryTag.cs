namespace ZmqNative.Patterns;

/// <summary>The identification of a received message by which it is settled, also when its frames have ended.</summary>
/// <param name="Link">The pusher; null for a message that cannot be settled.</param>
/// <param name="Number">The number of the delivery.</param>
internal readonly record struct DeliveryTag(PusherLink? Link, ulong Number);
