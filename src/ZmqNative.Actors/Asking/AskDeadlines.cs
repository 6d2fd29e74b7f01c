using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The wheels of asks: one for each clock, shared by all brokers that go by it.</summary>
/// <remarks>
/// Pooled asks stay on their wheel, and would keep a wheel of each broker that has ended. A wheel is never disposed: its timer rests while
/// nothing waits, and an ask that outlives its broker still ends.
/// </remarks>
internal static class AskDeadlines
{
    private static readonly ConditionalWeakTable<TimeProvider, DeadlineWheel> Wheels = [];

    public static DeadlineWheel Of(TimeProvider time) => Wheels.GetValue(time, static time => new DeadlineWheel(time));
}
