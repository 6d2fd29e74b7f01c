namespace ZmqTool.Recording;

/// <summary>The times at which recorded messages are sent again.</summary>
/// <param name="speed">How many times faster than recorded; 0 for no pauses.</param>
internal sealed class ReplaySchedule(double speed)
{
    /// <summary>The time from the begin of the replay to a message. The first message is sent at once.</summary>
    public TimeSpan DueAfter(RecordedMessage first, RecordedMessage message)
    {
        double ticks = speed > 0 ? Math.Round((message.Offset - first.Offset).Ticks / speed) : 0;

        // With a very small speed it is beyond any time.
        return ticks < long.MaxValue ? TimeSpan.FromTicks((long)ticks) : TimeSpan.MaxValue;
    }
}
