namespace ZmqNative.Actors;

/// <summary>Finds the actor, and its handling, to which the calling code belongs, on the thread of a turn and across awaits.</summary>
/// <remarks>
/// On the thread of a turn <see cref="RunningTurn"/> has it; behind an await an <see cref="AsyncLocal{T}"/> has an instance. That is made for one
/// handling, so that code which an actor has started earlier, and does not wait for, is not mistaken for the current handling. It costs about
/// 100 bytes; so only handlings that are likely to be pending get one.
/// </remarks>
internal sealed class CallerContext
{
    // A new actor may await; one that has awaited recently is likely to await again.
    public const byte FirstTracked = 16;
    public const byte FurtherTracked = byte.MaxValue;

    private static readonly AsyncLocal<CallerContext?> Local = new();

    private readonly ActorCell _cell;
    private readonly int _handling;

    private CallerContext(ActorCell cell, int handling)
    {
        _cell = cell;
        _handling = handling;
    }

    /// <summary>Finds the actor in whose handling the calling code runs, and the number of the handling; null if it runs in none.</summary>
    public static ActorCell? Find(out int handling)
    {
        if (RunningTurn.Cell is { } running)
        {
            handling = running.Context.Handling;
            return running;
        }

        if (Local.Value is { } current)
        {
            handling = current._handling;
            return current._cell;
        }

        handling = 0;
        return null;
    }

    /// <summary>The actor whose turn this thread runs; null if it runs none.</summary>
    public static ActorCell? Running => RunningTurn.Cell;

    /// <summary>Whether the calling code runs in the current handling of an actor.</summary>
    public static bool IsHandledBy(ActorCell cell) => Find(out int handling) == cell && cell.IsStillHandling(handling);

    /// <summary>Marks this thread as running a turn of the actor, until <see cref="EndTurn"/>.</summary>
    public static void BeginTurn(ActorCell cell) => RunningTurn.Begin(cell);

    public static void EndTurn() => RunningTurn.End();

    /// <summary>Makes the current handling known to the calling method and to all that it calls or awaits.</summary>
    public static void Track(ActorCell cell) => Local.Value = new CallerContext(cell, cell.Context.Handling);

    /// <summary>The same for a hook, which is a handling of its own: hooks are rare, and often await.</summary>
    public static void BeginHook(ActorCell cell)
    {
        cell.Context.BeginHandling();
        Track(cell);
    }
}
