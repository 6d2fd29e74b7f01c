namespace ZmqNative.Actors;

/// <summary>The actor whose turn one thread runs, for that thread and for the sweeps of <see cref="LongHandlingWatch"/>.</summary>
internal sealed class RunningTurn
{
    // Guards the list, against threads that run their first turn, and sweeps.
    private static readonly Lock Gate = new();

    // Weak: the thread alone keeps its object, so that the list does not grow with threads that have ended.
    private static readonly List<WeakReference<RunningTurn>> Threads = [];

    [ThreadStatic]
    private static RunningTurn? t_current;

    private ActorCell? _cell;

    /// <summary>The actor whose turn the calling thread runs; null if none.</summary>
    public static ActorCell? Cell => t_current?._cell;

    /// <summary>Marks the calling thread as running a turn.</summary>
    public static void Begin(ActorCell cell) => (t_current ?? Create())._cell = cell;

    public static void End() => t_current!._cell = null;

    /// <summary>Adds the actors of a broker whose turns run now. A thread may begin or end one meanwhile.</summary>
    public static void List(Broker broker, List<ActorCell> cells)
    {
        lock (Gate)
        {
            for (int i = Threads.Count - 1; i >= 0; i--)
            {
                if (!Threads[i].TryGetTarget(out RunningTurn? thread))
                {
                    Threads[i] = Threads[^1];
                    Threads.RemoveAt(Threads.Count - 1);
                }
                else if (Volatile.Read(ref thread._cell) is { } cell && cell.Owner == broker)
                {
                    cells.Add(cell);
                }
            }
        }
    }

    private static RunningTurn Create()
    {
        RunningTurn turn = new();
        lock (Gate)
        {
            Threads.Add(new WeakReference<RunningTurn>(turn));
        }

        return t_current = turn;
    }
}
