namespace ZmqNative.Interleavings;

/// <summary>The schedules of a scenario that were explored.</summary>
/// <param name="Schedules">The number of schedules with bounded preemptions.</param>
/// <param name="Random">The number of random schedules.</param>
/// <param name="Steps">The number of steps of all of them.</param>
/// <param name="IsComplete">Whether all schedules with bounded preemptions were explored.</param>
internal readonly record struct Explored(int Schedules, int Random, long Steps, bool IsComplete);
