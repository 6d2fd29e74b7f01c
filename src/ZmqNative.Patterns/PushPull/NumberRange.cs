namespace ZmqNative.Patterns;

/// <summary>Consecutive numbers of deliveries of one connection.</summary>
/// <param name="First">The first number.</param>
/// <param name="Count">The number of numbers, from 1.</param>
internal readonly record struct NumberRange(ulong First, uint Count);
