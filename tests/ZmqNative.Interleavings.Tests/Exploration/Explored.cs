namespace ZmqNative.Interleavings;

/// <summary>What was explored of a scenario.</summary>
/// <param name="Schedules">Schedules with bounded preemptions.</param>
/// <param name="Random">Random schedules.</param>
/// <param name="Steps">The steps of all of them.</param>
/// <param name="IsComplete">Whether the former are all that there are.</param>
internal readonly record struct Explored(int Schedules, int Random, long Steps, bool IsComplete);
