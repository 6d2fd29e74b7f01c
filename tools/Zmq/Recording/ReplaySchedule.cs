namespace ZmqTool.Recording;

/// <summary>The times at which recorded messages are sent again.</summary>
/// <param name="speed">How many times faster than recorded; 0 for no pauses.</param>
internal sealed class ReplaySchedule(double speed)
{
    /// <summary>The time from the begin of the replay to a message. The first message is sent at once.</summary>
    public TimeSpan DueAfter(RecordedMessage first, RecordedMessage message) =>
        speed > 0 ? (message.Offset - first.Offset) / speed : TimeSpan.Zero;
}
