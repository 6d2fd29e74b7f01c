namespace ZmqNative.Actors;

/// <summary>Tells which handling of which actor the calling code belongs to, on the turn's thread and across awaits.</summary>
/// <remarks>
/// On the thread of a turn a field tells it; behind an await the runtime carries an instance along. That is made for one handling
/// alone, so that what an actor set off earlier, and does not wait for, is never taken for what it waits for now. It costs about
/// 100 bytes; so only handlings that are likely to be pending get one.
/// </remarks>
internal sealed class CallerContext
{
    // A young actor may turn out to await; one that has awaited lately is likely to do so again.
    public const byte FirstTracked = 16;
    public const byte FurtherTracked = byte.MaxValue;

    private static readonly AsyncLocal<CallerContext?> Local = new();

    // The actor whose turn this thread runs.
    [ThreadStatic]
    private static ActorCell? t_running;

    private readonly ActorCell _cell;
    private readonly int _handling;

    private CallerContext(ActorCell cell, int handling)
    {
        _cell = cell;
        _handling = handling;
    }

    /// <summary>Finds the actor that handles something in the calling code, and what; null if it is no actor's.</summary>
    public static ActorCell? Find(out int handling)
    {
        if (t_running is { } running)
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

    /// <summary>Whether the calling code belongs to what an actor handles at present.</summary>
    public static bool IsHandledBy(ActorCell cell) => Find(out int handling) == cell && cell.IsAt(handling);

    /// <summary>This thread runs a turn of the actor from now on, until <see cref="EndTurn"/>.</summary>
    public static void BeginTurn(ActorCell cell) => t_running = cell;

    public static void EndTurn() => t_running = null;

    /// <summary>From now on the current handling is known, in the calling method and whatever it calls or awaits.</summary>
    public static void Track(ActorCell cell) => Local.Value = new CallerContext(cell, cell.Context.Handling);

    /// <summary>The same for a hook, which is a handling of its own: hooks are rare, and often await.</summary>
    public static void BeginHook(ActorCell cell)
    {
        cell.Context.BeginHandling();
        Track(cell);
    }
}
