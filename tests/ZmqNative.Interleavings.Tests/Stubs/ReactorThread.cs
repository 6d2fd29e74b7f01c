namespace ZmqNative.Patterns;

/// <summary>Stands in for a reactor's thread: its right to drive, and the sockets that it looks at later.</summary>
internal sealed class ReactorThread(Reactor? reactor = null)
{
    [ThreadStatic]
    private static ReactorThread? t_current;

    /// <summary>The thread of the reactor that the current thread of the schedule is, while it runs an item.</summary>
    public static ReactorThread? Current => t_current;

    /// <summary>Runs an item as the thread that drives a reactor.</summary>
    public static void Run(Reactor reactor, Action item)
    {
        t_current = new ReactorThread(reactor);
        try
        {
            item();
        }
        finally
        {
            t_current = null;
        }
    }

    // Each item of a scenario is a thread of the schedule.
    public bool TryAdd(IThreadPoolWorkItem item) => false;

    public bool MayReceive() => true;

    public void CountReceived(int messages)
    {
    }

    public bool TryLookLater(Reactor other, AsyncSocket socket)
    {
        if (other != reactor)
        {
            return false;
        }

        other.LookLater();
        return true;
    }
}
