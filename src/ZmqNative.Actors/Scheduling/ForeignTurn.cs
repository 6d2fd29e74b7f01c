namespace ZmqNative.Actors;

/// <summary>Runs turns where a user's scheduler runs them: possibly within the turn of another actor, as by a loop of messages in a handler.</summary>
internal static class ForeignTurn
{
    /// <summary>Runs a turn, and restores what was known of the actor whose turn this thread runs.</summary>
    public static void Run(ActorCell cell)
    {
        ActorCell? outer = CallerContext.Running;
        try
        {
            ((IThreadPoolWorkItem)cell).Execute();
        }
        finally
        {
            if (outer is not null)
            {
                CallerContext.BeginTurn(outer);
            }
        }
    }

    /// <summary>Calls a user's scheduler so that it captures no execution context: a turn must not get that of the sender which has caused it.</summary>
    public static void QueueWithoutContext<T>(T argument, Action<T> queue)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            queue(argument);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            queue(argument);
        }
    }
}
