using System.Text.RegularExpressions;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Samples.Gateway.Tests.Attack;

/// <summary>Attackers of all kinds beside honest clients, over HTTP and ZMTP.</summary>
public sealed class AttackTests : GatewayTest
{
    private const int Messages = 200;
    private const int MaxViewers = 32;

    // A viewer gets each message as long as it is not further behind than this.
    private const int MostAhead = 20;

    // With it, all messages are more than the system keeps for a connection.
    private static readonly string Filling = new('x', 40_000);

    [Test]
    public async Task Honest_clients_are_served_beside_attackers_and_the_counters_agree()
    {
        await using RandomPublisher random = new(seed: 1);
        await using Publisher junk = new("tcp://127.0.0.1:*", new PublisherOptions { SendHighWatermark = 0 });
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={random.Endpoint},{junk.LastEndpoint}", $"MaxViewers={MaxViewers}");
        await junk.WaitForSubscriberAsync(1, Limit);
        await using Subscriber subscriber = await gateway.SubscribeAsync(Limit);
        await using EventReader viewer = await EventReader.OpenAsync(gateway.Client, Limit);
        await viewer.NextAsync("hello");

        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        HttpAttacker[] http = [.. Enumerable.Range(2, 5).Select(seed => new HttpAttacker(gateway.Address, seed))];
        int seed = 10;
        (long Malformed, long Oversized) sent = default;
        Task<int>[] attacks =
        [
            RepeatAsync(() => Task.Run(() => new ZmtpAttacker(gateway.PublishEndpoint, "SUB", seed++).Run(10)), ending.Token),
            RepeatAsync(() => http[0].SendMalformedAsync(ending.Token), ending.Token),
            RepeatAsync(() => http[1].SendRandomAsync(ending.Token), ending.Token),
            RepeatAsync(() => http[2].SendOversizedAsync(ending.Token), ending.Token),
            RepeatAsync(() => http[3].HoldAsync("/events", MaxViewers + 10, ending.Token), ending.Token),
            RepeatAsync(() => http[4].HoldAsync("/received-messages", 20, ending.Token), ending.Token),
            RepeatAsync(
                () =>
                {
                    sent = (sent.Malformed + 2, sent.Oversized + 1);
                    return PublishJunkAsync(junk);
                },
                ending.Token),
        ];

        // Each of the honest clients gets everything, in order, while the attackers run.
        using SemaphoreSlim ahead = new(MostAhead);
        await Task.WhenAll(SendAsync(gateway, ahead), ReceiveAsync(subscriber), WatchAsync(viewer, ahead));
        await ending.CancelAsync();
        int[] counts = await Task.WhenAll(attacks);
        await TestContext.Out.WriteLineAsync(
            $"Attacks: {string.Join(", ", counts)}; {random.Connections} connections of the gateway to random bytes; refused requests: {string.Join(", ", http.Select(static a => a.Refused))}");
        Assert.That(counts, Is.All.Positive);
        Assert.That(new[] { http[0].Refused, http[2].Refused, random.Connections }, Is.All.Positive);

        await Eventually(() => gateway.Counters.Malformed + gateway.Counters.Oversized == sent.Malformed + sent.Oversized, "the junk");
        await Eventually(() => gateway.Counters.Viewers == 1 && gateway.Get<ListLimiter>() is { Open: 0, Bytes: 0 }, "attackers to leave");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((gateway.Counters.Malformed, gateway.Counters.Oversized), Is.EqualTo(sent));
            Assert.That((gateway.Counters.Accepted, gateway.Log.State.Received, gateway.Log.State.Count), Is.EqualTo(((long)Messages, (long)Messages, Messages)));
        }

        await AssertMetricsAsync(gateway, sent);
        JsonElement list = await gateway.Client.GetFromJsonAsync<JsonElement>("/received-messages", Limit);
        Assert.That(list.GetProperty("messages").GetArrayLength(), Is.EqualTo(Messages));
    }

    private async Task SendAsync(RunningGateway gateway, SemaphoreSlim ahead)
    {
        using HttpClient client = new() { BaseAddress = gateway.Address };
        for (int i = 0; i < Messages; i++)
        {
            await ahead.WaitAsync(Limit);
            using HttpResponseMessage sent = await client.PostAsJsonAsync("/send-message", new { message = $"{i} {Filling}" }, Limit);
            Assert.That(sent.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            if (i % 50 == 0)
            {
                await Eventually(() => gateway.Log.State.Received >= i, "what was sent before");
                Assert.That((await ListAsync(client)).GetProperty("count").GetInt32(), Is.InRange(i, i + 1));
            }
        }
    }

    // Lists of attackers count until the gateway has noticed that their connections have ended.
    private async Task<JsonElement> ListAsync(HttpClient client)
    {
        while (true)
        {
            using HttpResponseMessage list = await client.GetAsync("/received-messages", Limit);
            if (list.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                Assert.That(list.StatusCode, Is.EqualTo(HttpStatusCode.OK));
                return await JsonOf(list);
            }

            await Task.Delay(10, Limit);
        }
    }

    private async Task ReceiveAsync(Subscriber subscriber)
    {
        for (int i = 0; i < Messages; i++)
        {
            using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
            Assert.That(message.Text, Does.Contain($"\"message\":\"{i} x"));
        }
    }

    private static async Task WatchAsync(EventReader viewer, SemaphoreSlim ahead)
    {
        for (int i = 0; i < Messages; i++)
        {
            JsonElement message = await viewer.NextAsync("message");
            Assert.That(message.GetProperty("body").GetProperty("message").GetString(), Does.StartWith($"{i} x"));
            ahead.Release();
        }
    }

    private static Task PublishJunkAsync(Publisher junk)
    {
        // A PUB socket without a limit of its queue accepts each of them at once: two are malformed, one is too long, one is for others.
        Task[] publishing =
        [
            junk.PublishAsync("updates", "{\"no\": json").AsTask(),
            junk.PublishAsync("updates", new byte[] { 0xC3, 0x28 }).AsTask(),
            junk.PublishAsync("updates", new byte[70_000]).AsTask(),
            junk.PublishAsync("updates-of-others", "{}").AsTask(),
        ];
        return Task.WhenAll(publishing);
    }

    // At least once, and until the token is cancelled.
    private static async Task<int> RepeatAsync(Func<Task> attack, CancellationToken cancellationToken)
    {
        int count = 0;
        try
        {
            do
            {
                await attack();
                count++;
                await Task.Delay(1, cancellationToken);
            }
            while (!cancellationToken.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The honest clients have got everything.
        }

        return count;
    }

    private async Task AssertMetricsAsync(RunningGateway gateway, (long Malformed, long Oversized) sent)
    {
        string metrics = await gateway.Client.GetStringAsync("/metrics", Limit);
        foreach ((string name, long value) in new[]
        {
            ("gateway_accepted_messages_total", Messages), ("gateway_received_messages_total", Messages),
            ("gateway_malformed_messages_total", sent.Malformed), ("gateway_oversized_messages_total", sent.Oversized),
            ("gateway_live_viewers", 1), ("gateway_lists_open", 0), ("gateway_lists_bytes", 0),
        })
        {
            Assert.That(metrics, Does.Match($"(?m)^{Regex.Escape(name)}\\{{[^}}]*\\}} {value}\\b"), name);
        }
    }
}
