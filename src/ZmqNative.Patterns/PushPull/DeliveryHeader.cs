namespace ZmqNative.Patterns;

/// <summary>The header of one delivery of a message.</summary>
/// <param name="Number">The number of the delivery in its connection, by which the puller settles it.</param>
/// <param name="Count">The number of times that the message was delivered, with this one.</param>
/// <param name="Id">The id of the message, the same in each of its deliveries.</param>
internal readonly record struct DeliveryHeader(ulong Number, uint Count, UInt128 Id);
