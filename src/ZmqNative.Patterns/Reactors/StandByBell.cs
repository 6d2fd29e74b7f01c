namespace ZmqNative.Patterns;

/// <summary>Wakes the thread that stands by.</summary>
internal sealed class StandByBell
{
    // Guards the flag, and is what the thread waits on. The managed way: it needs no handle that somebody has to close.
    private readonly object _gate = new();
    private bool _rung;

    public void Ring()
    {
        lock (_gate)
        {
            _rung = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits until the bell is rung, or the time is over.</summary>
    public void Wait(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_rung)
            {
                _ = Monitor.Wait(_gate, time);
            }

            _rung = false;
        }
    }
}
