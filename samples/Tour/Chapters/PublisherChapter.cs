using System.Diagnostics;
using Tour.Far;
using Tour.Stage;
using ZmqNative.Patterns;

namespace Tour.Chapters;

/// <summary>Publishes texts and JSON by message id, and lines by topic, to a subscriber of these three.</summary>
/// <remarks>
/// A publisher never waits: messages that do not fit into the queue of a subscriber are dropped and counted. Here no message may be lost, so
/// the queues have no limit; the time of a step is the limit. The subscriber compares order, number and content.
/// </remarks>
internal sealed class PublisherChapter : PatternChapter
{
    private const int TextId = 1000;
    private const int JsonId = 1001;
    private const string Topic = "updates";
    private const int Subscriptions = 3;

    // An id without subscription, which begins with the digits of an id with one.
    private const int DecoyId = 10001;
    private const int DecoyEvery = 32;

    // Publishing completes at once. The loop yields after so many messages, so that other code runs on this thread.
    private const int YieldEvery = 256;

    public override string Title => "Publisher";

    public override string About => "awaitable PUB/SUB: texts, typed JSON and topics, in one stream and in order";

    public override async Task<FarReport> PlayNearAsync(string endpoint, NearSide near)
    {
        await using Publisher publisher = new(
            ">" + endpoint, new PublisherOptions { Context = near.Context, SendHighWatermark = 0 });
        await publisher.WaitForSubscriberAsync(Subscriptions, near.Token);
        near.Begin();
        for (long number = 0; !near.TimeIsUp; number++)
        {
            await PublishAsync(publisher, near, number);
            if (number % DecoyEvery == 0)
            {
                await publisher.PublishTextAsync("without subscription", DecoyId);
            }

            if (number % YieldEvery == 0)
            {
                await Task.Yield();
            }

            near.Report();
        }

        await publisher.PublishJsonAsync(new Tick(-1, 0, Stopwatch.GetTimestamp(), Last: true), TickJson.Default.Tick, JsonId);
        PatternStatistics statistics = publisher.Statistics;
        if (Math.Max(statistics.Dropped, statistics.DropEpisodes) is > 0 and var drops)
        {
            near.Problems.Add($"the publisher dropped {drops:N0} messages at least");
        }

        return await near.FinishAsync();
    }

    public override async Task PlayFarAsync(FarStage stage)
    {
        await using Subscriber subscriber = new(
            "@" + stage.Endpoint, new SubscriberOptions { Context = stage.Context, ReceiveHighWatermark = 0 });
        subscriber.Subscribe(TextId);
        subscriber.Subscribe(JsonId);
        subscriber.Subscribe(Topic);
        await stage.BoundAsync(subscriber.LastEndpoint);

        using TallyCounter received = new();
        LatencyHistogram latency = new();
        Problems problems = new();
        await foreach (ReceivedMessage message in subscriber.ReadAllAsync(stage.Token))
        {
            if (message is { MessageId: JsonId, MessageType: "json" })
            {
                Tick tick = message.GetJson(TickJson.Default.Tick)!;
                if (tick.Last)
                {
                    break;
                }

                if (tick.Number != received.Messages)
                {
                    problems.Add($"message {received.Messages:N0} was due, {tick.Number:N0} came");
                }

                latency.RecordSince(tick.Sent);
                tick.AddTo(received);
            }
            else if (message is { MessageId: TextId, MessageType: "text" } or { Format: PublishedFormat.Topic, Topic: Topic })
            {
                received.Add(message.Span);
            }
            else
            {
                problems.Add($"there is no subscription to this: {message}");
            }
        }

        await stage.ReportAsync(new FarReport
        {
            Received = received.Total(),
            Latency = latency.Summarise(),
            Problems = problems.ToArray(),
        });
    }

    private static ValueTask PublishAsync(Publisher publisher, NearSide near, long number)
    {
        Question line = near.Question(number);
        switch (number % Subscriptions)
        {
            case 0:
                near.Sent.Add(line.Bytes);
                return publisher.PublishTextAsync(line.Text, TextId);
            case 1:
                near.Sent.Add(line.Bytes);
                return publisher.PublishAsync(Topic, line.Bytes);
            default:
                Tick tick = new(number, line.Text.Length, Stopwatch.GetTimestamp(), Last: false);
                tick.AddTo(near.Sent);
                return publisher.PublishJsonAsync(tick, TickJson.Default.Tick, JsonId);
        }
    }
}
