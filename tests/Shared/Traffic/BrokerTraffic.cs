namespace ZmqNative.Tests.Traffic;

/// <summary>
/// Asks of keyed actors, tells, streams, watches and topics from a broker to the actors of another one, over one connection that may break, and what has to
/// be true of them afterwards.
/// </summary>
internal sealed class BrokerTraffic
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly Broker _far;
    private readonly Broker _near;
    private readonly Ledger _ledger;
    private readonly RequestLedger _asks;
    private readonly SequenceChecker _tells;
    private readonly SequenceChecker _topics;
    private readonly BrokerSender _sender;
    private readonly MortalActors _mortals;

    /// <summary>Spawns the actors of both brokers.</summary>
    /// <param name="far">The broker whose actors get the messages.</param>
    /// <param name="near">The broker that sends them.</param>
    /// <param name="endpoint">The endpoint of the first one, as the second one reaches it.</param>
    /// <param name="ledger">The counts, and what does not hold.</param>
    /// <param name="seed">The seed of cancellations and pauses.</param>
    public BrokerTraffic(Broker far, Broker near, string endpoint, Ledger ledger, int seed)
    {
        _far = far;
        _near = near;
        _ledger = ledger;
        _asks = new RequestLedger(ledger);
        _tells = new SequenceChecker(ledger);
        _topics = new SequenceChecker(ledger);
        far.Register("item/{key}", _ => new ItemActor(_asks), new KeyedOptions { PassivateAfter = TimeSpan.FromMilliseconds(200) });
        _ = far.Spawn("sink", Sink(_tells));
        _ = far.Spawn("topic", Sink(_topics));
        _ = far.Spawn("numbers", NumberStream.Reply);
        _sender = new BrokerSender(near, endpoint, _asks, ledger, seed);
        _mortals = new MortalActors(far, near, endpoint, seed);
        _ = near.Topics.Subscribe("news", near.Actor($"{endpoint}/topic"));
    }

    /// <summary>The serializer that both brokers need.</summary>
    public static IMessageSerializer Serializer { get; } = new JsonMessageSerializer().Add(TrafficJson.Default.TopicMessage);

    /// <summary>The number of asks that were handled.</summary>
    public int HandledAsks => _asks.HandledCount;

    /// <summary>Sends until the time is over.</summary>
    public Task RunAsync(CancellationToken ended) => Task.WhenAll(_mortals.RunAsync(ended), _sender.RunAsync(ended));

    /// <summary>Waits, after the last fault, until all that was sent since then has arrived, and every open operation has its end.</summary>
    public async Task DrainAsync()
    {
        await DrainAsync("tells", _tells, _sender.TellAsync);
        await DrainAsync("topics", _topics, _sender.PublishAsync);
        await _sender.EndAsync();
        await _mortals.EndAsync(_ledger);
    }

    /// <summary>Accounts for all messages, when both brokers have ended.</summary>
    /// <param name="connections">The number of connections that have ended, and may have lost what was in their queues and buffers.</param>
    public void Account(int connections)
    {
        _asks.Account();
        _ledger.Count("tells sent", _sender.Tells);
        _ledger.Count("tells received", _tells.Received);
        _ledger.Count("tells lost with connections that ended", _sender.Tells - _tells.Received);
        _ledger.Count("topics published", _sender.Publications);
        _ledger.Count("topics received", _topics.Received);
        _ledger.Count("topics dropped: not connected", _near.Topics.Dropped);
        _ledger.Count("topics lost with connections that ended", _sender.Publications - _topics.Received);
        _ledger.Count("streams completed", _sender.Streams);
        _ledger.Count("streams lost, with an exception", _sender.LostStreams);
        _ledger.Count("answers that could not be sent", _far.RemoteStatistics.Dropped);
        _ledger.Check(_far.DeadLetters.Count == _far.DeadLetters.CountOf(DeadLetterReason.Expired), $"{_far.DeadLetters.Count} dead letters");
        _ledger.Check(
            (_far.RemoteStatistics.Malformed, _far.RemoteStatistics.Torn, _far.Failures) == (0L, 0L, 0L), $"{_far.RemoteStatistics}, {_far.Failures} failures");
        CheckSequence("tells", _tells, connections);
        CheckSequence("topics", _topics, connections);
        _ledger.Check(
            connections > 0 || (_asks.LostCount, _sender.LostStreams) == (0, 0L),
            $"{_asks.LostCount} asks and {_sender.LostStreams} streams are lost over a connection that has not ended");
    }

    private static Func<object, ActorContext, ValueTask> Sink(SequenceChecker seen) => (message, _) =>
    {
        seen.Add(message is TopicMessage published ? $"{published.Message}" : (string)message);
        return default;
    };

    private void CheckSequence(string what, SequenceChecker seen, int connections)
    {
        (long missing, long gaps) = seen.FindMissing();
        _ledger.Check(gaps <= connections, $"{missing} {what} are missing at {gaps} places after {connections} connections");
        _ledger.Check(seen.Sequences <= Math.Max(1, connections), $"{what} are not in order: a merge of {seen.Sequences} after {connections} connections");
    }

    // Sends until a message arrives that was sent after the last fault, and waits for the last one.
    private async Task DrainAsync(string what, SequenceChecker seen, Func<CancellationToken, Task<long>> sendAsync)
    {
        using CancellationTokenSource limit = new(Generous);
        long first = await sendAsync(limit.Token), last = first;
        while (!limit.IsCancellationRequested && (seen.Last < first || seen.Last < last))
        {
            await Task.Delay(5, CancellationToken.None);
            last = seen.Last < first ? await sendAsync(limit.Token) : last;
        }

        _ledger.Check(
            seen.Last == last,
            $"{what}: {last} after {seen.Last}; {_far.ConnectedPeers} peers, {_far.RemoteStatistics}; dead letters {_near.DeadLetters.Count} and {_far.DeadLetters.Count}");
    }
}
