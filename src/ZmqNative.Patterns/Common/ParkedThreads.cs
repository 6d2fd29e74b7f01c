namespace ZmqNative.Patterns;

/// <summary>The threads that wait for a <see cref="SpinThenParkLock"/> after spinning was not enough.</summary>
/// <remarks>
/// <para>
/// A thread that leaves the lock stores that it is free, and then reads whether it has to wake a thread, without a fence in between. So a
/// thread that parks asks to be woken, issues a process-wide barrier, and then tries to enter once more: either it sees the lock free, or
/// the holder's read comes after the barrier, and sees the request.
/// </para>
/// <para>
/// One parked thread at a time is woken: the thread that wakes it takes the request back, and the woken one makes it again before it
/// tries, and after it has entered, if others are parked.
/// </para>
/// </remarks>
internal sealed class ParkedThreads
{
    // Guards the count and the request, against threads that park and threads that leave the lock.
    private readonly object _monitor = new();
    private int _count;

    /// <summary>The number of parked threads.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Parks until the lock can be entered, and enters it.</summary>
    /// <param name="owner">The owner of the lock; 0 while it is free.</param>
    /// <param name="wake">Set to 1 while a thread that leaves has to wake a parked one.</param>
    /// <param name="mine">The owner to be.</param>
    /// <param name="waitForExclusive">Whether to wait for an owner that is inside exclusively.</param>
    /// <returns>False if another thread is inside exclusively.</returns>
    public bool Enter(ref int owner, ref int wake, int mine, bool waitForExclusive)
    {
        // An interrupt must neither leave a section halfway nor lose a wake-up: it is passed on once the thread is inside.
        bool interrupted = false;
        bool entered;
        EnterMonitor(ref interrupted);
        try
        {
            Volatile.Write(ref _count, _count + 1);
            while (true)
            {
                Volatile.Write(ref wake, 1);
                Interlocked.MemoryBarrierProcessWide();
                int seen = Interlocked.CompareExchange(ref owner, mine, 0);
                entered = seen == 0;
                if (entered || (seen < 0 && !waitForExclusive))
                {
                    break;
                }

                Wait(ref interrupted);
            }

            Volatile.Write(ref _count, _count - 1);
            Volatile.Write(ref wake, _count > 0 ? 1 : 0);
        }
        finally
        {
            Monitor.Exit(_monitor);
        }

        PassOn(interrupted);
        return entered;
    }

    /// <summary>Wakes one thread, if that is still needed. The caller has left the lock.</summary>
    public void WakeOne(ref int wake)
    {
        bool interrupted = false;
        EnterMonitor(ref interrupted);
        try
        {
            if (wake != 0)
            {
                Volatile.Write(ref wake, 0);
                Monitor.Pulse(_monitor);
            }
        }
        finally
        {
            Monitor.Exit(_monitor);
        }

        PassOn(interrupted);
    }

    /// <summary>Lets all threads look at the owner again.</summary>
    public void WakeAll()
    {
        bool interrupted = false;
        EnterMonitor(ref interrupted);
        Monitor.PulseAll(_monitor);
        Monitor.Exit(_monitor);
        PassOn(interrupted);
    }

    private static void PassOn(bool interrupted)
    {
        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private void EnterMonitor(ref bool interrupted)
    {
        while (true)
        {
            try
            {
                Monitor.Enter(_monitor);
                return;
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }
    }

    private void Wait(ref bool interrupted)
    {
        try
        {
            _ = Monitor.Wait(_monitor);
        }
        catch (ThreadInterruptedException)
        {
            interrupted = true;
        }
    }
}
