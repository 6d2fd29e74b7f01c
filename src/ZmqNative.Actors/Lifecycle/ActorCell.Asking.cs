using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    // A young actor may turn out to await; one that has awaited lately is likely to do so again.
    private const byte FirstFlows = 16;
    private const byte FurtherFlows = byte.MaxValue;

    // The actor whose turn this thread runs.
    [ThreadStatic]
    private static ActorCell? t_running;

    // How many of the next messages get a flow, by which their code is known behind an await, too.
    private byte _flows = FirstFlows;

    /// <summary>The actor that handles something in the calling code, and what; null if it is no actor's.</summary>
    public static ActorCell? FindCaller(out int handling)
    {
        if (t_running is { } running)
        {
            handling = running._context.Handling;
            return running;
        }

        if (TurnFlow.Current is { } flow)
        {
            handling = flow.Handling;
            return flow.Cell;
        }

        handling = 0;
        return null;
    }

    /// <summary>Whether the actor is still at what it was at: then it cannot get to anything else.</summary>
    public bool IsAt(int handling) => ActorContext.IsHandling(handling) && _context.Handling == handling;

    /// <summary>Whether the calling code belongs to what this actor is at.</summary>
    private bool IsCaller => FindCaller(out int handling) == this && IsAt(handling);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginFlow()
    {
        if (_flows != 0)
        {
            _flows--;
            TurnFlow.Begin(this, _context.Handling);
        }
    }

    // Hooks are rare, and often await.
    private void BeginHook()
    {
        _context.BeginHandling();
        TurnFlow.Begin(this, _context.Handling);
    }

    private InvalidOperationException AsksItself() => new(
        $"Actor '{_address}' asks itself: it handles one message at a time, so the answer could never come. "
        + "Call the method directly, or tell and handle the answer as a message of its own.");
}
