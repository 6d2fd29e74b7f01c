using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace ZmqNative.Actors;

/// <summary>The instruments of brokers. They observe plain fields, at no cost per message.</summary>
internal static class BrokerMetrics
{
    private static readonly ConcurrentDictionary<Broker, byte> Live = new();
    private static readonly DeadLetterReason[] Reasons = Enum.GetValues<DeadLetterReason>();

    static BrokerMetrics()
    {
        Meter meter = PatternMetrics.Meter;
        meter.CreateObservableGauge(
            "zmqnative.broker.actors", () => Observe(static broker => broker.ActorCount), "{actor}", "Actors that have not stopped.");
        meter.CreateObservableGauge(
            "zmqnative.broker.threads", () => Observe(static broker => broker.ThreadCount), "{thread}", "Threads of actors that have not ended.");
        meter.CreateObservableGauge("zmqnative.broker.pool.routees", PoolSizes, "{actor}", "Routees of a pool, by its address.");
        meter.CreateObservableCounter(
            "zmqnative.broker.failures", () => Observe(static broker => broker.Failures), "{failure}", "Exceptions that actors threw.");
        meter.CreateObservableCounter(
            "zmqnative.broker.restarts", () => Observe(static broker => broker.Restarts), "{restart}", "Restarts after failures.");
        meter.CreateObservableCounter(
            "zmqnative.broker.unread_answers",
            () => Observe(static broker => broker.UnreadAnswers),
            "{message}",
            "Answers in streams that their readers left unread.");
        meter.CreateObservableCounter(
            "zmqnative.broker.long_handlings",
            () => Observe(static broker => broker.LongHandlings),
            "{handling}",
            "Handlings that were not complete after their LongHandlingTime.");
        meter.CreateObservableGauge(
            "zmqnative.broker.mailbox.messages", MailboxMessages, "{message}", "Messages in mailboxes, of actors that have some.");
        meter.CreateObservableCounter(
            "zmqnative.broker.dead_letters", DeadLetters, "{message}", "Messages that no actor handled.");
    }

    public static void Add(Broker broker) => Live[broker] = 0;

    public static void Remove(Broker broker) => Live.TryRemove(broker, out _);

    private static IEnumerable<Measurement<long>> Observe(Func<Broker, long> count) =>
        Live.Keys.Select(broker => new Measurement<long>(count(broker), Tags(broker)));

    private static IEnumerable<Measurement<long>> DeadLetters() =>
        from broker in Live.Keys
        from reason in Reasons
        let count = broker.DeadLetters.CountOf(reason)
        where count > 0
        select new Measurement<long>(count, [.. Tags(broker), new("zmqnative.reason", reason.ToString())]);

    private static IEnumerable<Measurement<long>> PoolSizes() =>
        from broker in Live.Keys
        from pool in broker.Pools
        select new Measurement<long>(pool.Routees.Count, [.. Tags(broker), new("zmqnative.actor", pool.Address)]);

    private static IEnumerable<Measurement<long>> MailboxMessages()
    {
        foreach (Broker broker in Live.Keys)
        {
            Dictionary<string, long> counts = new(StringComparer.Ordinal);
            foreach (ActorCell cell in broker.Cells)
            {
                int count = cell.MailboxCount;
                if (count > 0)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, broker.Labels.Of(cell), out _) += count;
                }
            }

            foreach ((string label, long count) in counts)
            {
                yield return new Measurement<long>(count, [.. Tags(broker), new(ActorLabels.Attribute, label)]);
            }
        }
    }

    /// <summary>The attributes of all measurements of a broker.</summary>
    public static TagList Tags(Broker broker) => new()
    {
        { "messaging.system", "zeromq" },
        { "zmqnative.broker", broker.Options.Name },
    };
}
