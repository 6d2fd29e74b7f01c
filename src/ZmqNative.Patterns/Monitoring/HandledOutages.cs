namespace ZmqNative.Patterns;

/// <summary>The number of outages whose requests have been failed. Thread-safe.</summary>
internal sealed class HandledOutages
{
    private long _handled;

    /// <summary>Marks the outages up to a number as handled.</summary>
    /// <param name="outages">The number of outages that the caller has seen.</param>
    /// <returns>True if some of them were not handled yet: the caller handles them.</returns>
    public bool TryTake(long outages)
    {
        // Repeated after a failed exchange: another thread may have taken an earlier outage.
        for (long handled = Volatile.Read(ref _handled); outages > handled; handled = Volatile.Read(ref _handled))
        {
            if (Interlocked.CompareExchange(ref _handled, outages, handled) == handled)
            {
                return true;
            }
        }

        return false;
    }
}
