using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The deadline wheels of asks: one for each clock, shared by all brokers that use it.</summary>
/// <remarks>
/// Pooled asks keep their wheel, and would keep the wheels of brokers that have ended. A wheel is never disposed: its timer is off while no ask
/// waits, and an ask that outlives its broker still ends.
/// </remarks>
internal static class AskDeadlines
{
    private static readonly ConditionalWeakTable<TimeProvider, DeadlineWheel> Wheels = [];

    public static DeadlineWheel Of(TimeProvider time) => Wheels.GetValue(time, static time => time is IExactTime ? new ExactDeadlines(time) : new DeadlineWheel(time));
}
