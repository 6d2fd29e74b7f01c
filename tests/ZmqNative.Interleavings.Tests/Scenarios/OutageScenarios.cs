namespace ZmqNative.Interleavings;

/// <summary>Outages of a client that are reported to several threads.</summary>
internal static class OutageScenarios
{
    /// <summary>Two outages, each reported by a separate thread: the newest is handled, by either thread.</summary>
    public static void TwoAtOnce(Schedule schedule)
    {
        HandledOutages handled = new();
        long outages = 0;
        long newest = 0;
        for (int i = 0; i < 2; i++)
        {
            schedule.Start(() =>
            {
                long seen = Interlocked.Increment(ref outages);
                if (handled.TryTake(seen))
                {
                    newest = Math.Max(newest, seen);
                }
            });
        }

        schedule.AtEnd(() => Check.That(newest == 2, $"the newest outage that was handled is {newest} of 2"));
    }
}
