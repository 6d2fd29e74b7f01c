using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class ShutdownTests : GatewayTest
{
    [Test]
    public async Task Every_message_that_was_accepted_under_load_is_delivered_or_counted()
    {
        await using RunningGateway gateway = await StartAsync("ShutdownTimeout=00:00:10");
        await using Subscriber subscriber = await gateway.SubscribeAsync(Limit);
        await using EventReader viewer = await EventReader.OpenAsync(gateway.Client, Limit);
        await viewer.NextAsync("hello");
        HashSet<string> received = [];
        Task receiving = Task.Run(async () =>
        {
            await foreach (Update update in subscriber.ReadAllJsonAsync(GatewayJson.Default.Update, Limit))
            {
                lock (received)
                {
                    received.Add(update.Message);
                }
            }
        });

        Task<List<string>>[] senders = [.. Enumerable.Range(0, 8).Select(sender => Task.Run(() => SendUntilRefusedAsync(gateway, sender)))];
        await Eventually(() => gateway.Counters.Accepted > 500, "the load to run");
        Stopwatch clock = Stopwatch.StartNew();
        await gateway.StopAsync(Limit);
        clock.Stop();
        List<string> accepted = [.. (await Task.WhenAll(senders)).SelectMany(static s => s)];

        await TestContext.Out.WriteLineAsync($"{accepted.Count} accepted, {received.Count} received, stopped within {clock.ElapsedMilliseconds} ms");
        long dropped = gateway.Links.PublisherDrops;
        await Eventually(() => Missing() <= dropped, "what was accepted to arrive");
        Assert.That(gateway.Counters.Accepted, Is.GreaterThanOrEqualTo(accepted.Count));
        await subscriber.DisposeAsync();
        await receiving;

        int Missing()
        {
            lock (received)
            {
                return accepted.Count(message => !received.Contains(message));
            }
        }
    }

    [Test]
    public async Task A_request_that_never_ends_is_answered_and_messages_of_others_are_delivered()
    {
        await using RunningGateway gateway = await StartAsync("ShutdownTimeout=00:00:08");
        await using Subscriber subscriber = await gateway.SubscribeAsync(Limit);
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, Limit);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /send-message HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nContent-Type: application/json\r\n"
                + "Content-Length: 50\r\nExpect: 100-continue\r\n\r\n"),
            Limit);
        using StreamReader reader = new(stream);

        // The gateway reports when it waits for the body.
        Assert.That(await reader.ReadLineAsync(Limit), Is.EqualTo("HTTP/1.1 100 Continue"));
        using (await gateway.SendAsync("of another", Limit))
        {
            await gateway.StopAsync(Limit);
        }

        Assert.That(await reader.ReadToEndAsync(Limit), Does.Contain("HTTP/1.1 503"));
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.Text, Does.Contain("of another"));
    }

    private async Task<List<string>> SendUntilRefusedAsync(RunningGateway gateway, int sender)
    {
        List<string> accepted = [];
        using HttpClient client = new() { BaseAddress = gateway.Address };
        for (int i = 0; ; i++)
        {
            string message = $"{sender}/{i}";
            try
            {
                using HttpResponseMessage response = await client.PostAsync($"/send-message?message={message}", null, Limit);
                if (!response.IsSuccessStatusCode)
                {
                    return accepted;
                }
            }
            catch (HttpRequestException)
            {
                // The gateway does not listen any more.
                return accepted;
            }

            accepted.Add(message);
        }
    }
}
