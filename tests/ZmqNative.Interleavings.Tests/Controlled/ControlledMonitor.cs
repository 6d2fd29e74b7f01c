using System.Runtime.CompilerServices;

namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.Monitor"/>.</summary>
internal static class ControlledMonitor
{
    private static readonly ConditionalWeakTable<object, State> States = [];

    public static void Enter(object monitor)
    {
        State state = States.GetOrCreateValue(monitor);
        Schedule.BlockUntil(() => !state.IsHeld);
        state.IsHeld = true;
    }

    public static void Exit(object monitor)
    {
        Schedule.Step();
        States.GetOrCreateValue(monitor).IsHeld = false;
    }

    public static bool Wait(object monitor)
    {
        State state = States.GetOrCreateValue(monitor);
        StrongBox<bool> pulsed = new();
        state.Waiting.Enqueue(pulsed);
        state.IsHeld = false;
        Schedule.BlockUntil(() => pulsed.Value && !state.IsHeld);
        state.IsHeld = true;
        return true;
    }

    public static void Pulse(object monitor)
    {
        if (States.GetOrCreateValue(monitor).Waiting.TryDequeue(out StrongBox<bool>? pulsed))
        {
            pulsed.Value = true;
        }
    }

    public static void PulseAll(object monitor)
    {
        while (States.GetOrCreateValue(monitor).Waiting.TryDequeue(out StrongBox<bool>? pulsed))
        {
            pulsed.Value = true;
        }
    }

    private sealed class State
    {
        public bool IsHeld { get; set; }

        public Queue<StrongBox<bool>> Waiting { get; } = [];
    }
}
