using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZmqNative.Actors;

/// <summary>The times of messages: in the mailbox, and of their handling. Measured only while somebody listens.</summary>
internal static class ActorMetrics
{
    private static readonly Histogram<double> QueueDuration = PatternMetrics.Meter.CreateHistogram<double>(
        "zmqnative.broker.queue.duration",
        "s",
        "The time that messages are in mailboxes, until their handling begins.",
        tags: null,
        PatternMetrics.DurationAdvice);

    /// <summary>Whether somebody listens to the time in mailboxes. Only then the time of handlings is measured, too: each message reads this.</summary>
    public static bool IsOn => QueueDuration.Enabled;

    /// <summary>Records the time in the mailbox, and returns the timestamp for the begin of the handling; 0 if times are not measured.</summary>
    public static long Begin(ActorCell cell, TrackedMessage message)
    {
        if (message.Posted == 0)
        {
            return 0;
        }

        long now = Stopwatch.GetTimestamp();
        if (QueueDuration.Enabled)
        {
            PatternMetrics.Record(QueueDuration, Stopwatch.GetElapsedTime(message.Posted, now), Tags(cell));
        }

        return now;
    }

    /// <summary>Records the time of a handling.</summary>
    public static void End(ActorCell cell, long begin, Exception? failure)
    {
        if (begin != 0 && PatternMetrics.ProcessDuration.Enabled)
        {
            TagList tags = Tags(cell);
            tags.Add("messaging.operation.name", "process");
            if (failure is not null)
            {
                tags.Add("error.type", failure.GetType().FullName);
            }

            PatternMetrics.Record(PatternMetrics.ProcessDuration, Stopwatch.GetElapsedTime(begin), tags);
        }
    }

    private static TagList Tags(ActorCell cell)
    {
        TagList tags = BrokerMetrics.Tags(cell.Owner);
        tags.Add(ActorLabels.Attribute, cell.Owner.Labels.Of(cell));
        return tags;
    }
}
