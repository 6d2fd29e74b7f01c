namespace ZmqNative.Interleavings;

/// <summary>Outages of a client, of which several threads learn.</summary>
internal static class OutageScenarios
{
    /// <summary>Two outages, each told of by a thread of its own: the newest is handled, by whichever thread.</summary>
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
