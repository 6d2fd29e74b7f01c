using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class LiveStreamTests : GatewayTest
{
    [Test]
    public async Task A_viewer_gets_what_arrives_and_the_state()
    {
        await using RunningGateway gateway = await StartAsync();
        await using EventReader events = await EventReader.OpenAsync(gateway.Client, Limit);
        Assert.That(events.Response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That((await events.NextAsync("hello")).GetProperty("topic").GetString(), Is.EqualTo("updates"));

        using (await gateway.SendAsync("line one\nline two 你好", Limit))
        {
            JsonElement message = await events.NextAsync("message");
            Assert.That(message.GetProperty("body").GetProperty("message").GetString(), Is.EqualTo("line one\nline two 你好"));
            Assert.That(message.GetProperty("latency").GetDouble(), Is.Not.Negative);
        }

        JsonElement status;
        do
        {
            status = await events.NextAsync("status");
        }
        while (status.GetProperty("received").GetInt64() == 0 || status.GetProperty("sent").GetInt64() == 0);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.GetProperty("sent").GetInt64(), Is.EqualTo(1));
            Assert.That(status.GetProperty("buffered").GetInt32(), Is.EqualTo(1));
            Assert.That(status.GetProperty("viewers").GetInt32(), Is.EqualTo(1));
            Assert.That(status.GetProperty("connections")[0].GetProperty("role").GetString(), Is.EqualTo("publish"));
        }
    }

    [Test]
    public async Task A_viewer_that_reconnects_gets_exactly_the_missed_messages()
    {
        await using RunningGateway gateway = await StartAsync();
        string last;
        await using (EventReader events = await EventReader.OpenAsync(gateway.Client, Limit))
        {
            await events.NextAsync("hello");
            gateway.Receive("1");
            await events.NextAsync("message");
            last = events.LastEventId;
        }

        gateway.Receive("2");
        gateway.Receive("3");
        await using EventReader again = await EventReader.OpenAsync(gateway.Client, Limit, last);
        Assert.That((await again.NextAsync("message")).GetProperty("body").GetInt32(), Is.EqualTo(2));
        Assert.That((await again.NextAsync("message")).GetProperty("body").GetInt32(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_viewer_that_was_away_too_long_gets_the_number_of_lost_messages()
    {
        await using RunningGateway gateway = await StartAsync("BufferSize=2");
        string last;
        await using (EventReader events = await EventReader.OpenAsync(gateway.Client, Limit))
        {
            gateway.Receive("1");
            await events.NextAsync("message");
            last = events.LastEventId;
        }

        // The server counts what a viewer misses until it sees that the viewer has gone.
        await Eventually(() => gateway.Counters.Viewers == 0, "the end of the first viewer");
        for (int i = 2; i <= 9; i++)
        {
            gateway.Receive($"{i}");
        }

        await using EventReader again = await EventReader.OpenAsync(gateway.Client, Limit, last);
        Assert.That((await again.NextAsync("gap")).GetProperty("missed").GetInt32(), Is.EqualTo(6));
        Assert.That((await again.NextAsync("message")).GetProperty("body").GetInt32(), Is.EqualTo(8));
        Assert.That(gateway.Counters.Skipped, Is.EqualTo(6));
    }

    [TestCase("00000000-7")]
    [TestCase("nonsense")]
    [TestCase("-")]
    public async Task An_event_id_of_another_run_begins_with_the_newest_message(string lastEventId)
    {
        await using RunningGateway gateway = await StartAsync();
        for (int i = 1; i <= 60; i++)
        {
            gateway.Receive($"{i}");
        }

        await using EventReader events = await EventReader.OpenAsync(gateway.Client, Limit, lastEventId);
        Assert.That((await events.NextAsync("message")).GetProperty("body").GetInt32(), Is.EqualTo(11));
    }

    [Test]
    public async Task A_clearing_is_reported()
    {
        await using RunningGateway gateway = await StartAsync();
        gateway.Receive("1");
        await using EventReader events = await EventReader.OpenAsync(gateway.Client, Limit);
        await events.NextAsync("message");
        using (await gateway.Client.DeleteAsync("/received-messages", Limit))
        {
            await events.NextAsync("cleared");
        }

        gateway.Receive("2");
        Assert.That((await events.NextAsync("message")).GetProperty("sequence").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_clearing_is_reported_to_a_viewer_that_was_away()
    {
        await using RunningGateway gateway = await StartAsync();
        string last;
        await using (EventReader events = await EventReader.OpenAsync(gateway.Client, Limit))
        {
            gateway.Receive("1");
            await events.NextAsync("message");
            last = events.LastEventId;
        }

        gateway.Log.Clear();
        gateway.Receive("2");
        await using EventReader again = await EventReader.OpenAsync(gateway.Client, Limit, last);
        await again.NextAsync("cleared");
        Assert.That((await again.NextAsync("message")).GetProperty("body").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_new_viewer_is_not_told_of_an_earlier_clearing()
    {
        await using RunningGateway gateway = await StartAsync();
        gateway.Receive("1");
        gateway.Log.Clear();
        gateway.Receive("2");
        foreach (string? last in (string?[])[null, "00000000-1"])
        {
            await using EventReader events = await EventReader.OpenAsync(gateway.Client, Limit, last);
            await events.NextAsync("hello");
            Assert.That(await events.NextKindAsync(), Is.EqualTo("message"));
        }
    }

    [Test]
    public async Task More_viewers_than_allowed_are_asked_to_come_later()
    {
        await using RunningGateway gateway = await StartAsync("MaxViewers=1");
        EventReader first = await EventReader.OpenAsync(gateway.Client, Limit);
        await first.NextAsync("hello");
        using (HttpResponseMessage second = await gateway.Client.GetAsync("/events", Limit))
        {
            await ProblemOf(second, HttpStatusCode.ServiceUnavailable);
            Assert.That(second.Headers.RetryAfter, Is.Not.Null);
        }

        await first.DisposeAsync();
        await Eventually(() => gateway.Counters.Viewers == 0, "the first to leave");
        await using EventReader third = await EventReader.OpenAsync(gateway.Client, Limit);
        await third.NextAsync("hello");
    }

    [Test]
    public async Task A_viewer_that_does_not_read_delays_no_other_and_uses_bounded_memory()
    {
        await using RunningGateway gateway = await StartAsync("BufferSize=100");
        using TcpClient silent = new();
        silent.ReceiveBufferSize = 4096;
        await silent.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, Limit);
        await silent.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /events HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\n\r\n"), Limit);
        await using EventReader reading = await EventReader.OpenAsync(gateway.Client, Limit);
        await reading.NextAsync("hello");
        await Eventually(() => gateway.Counters.Viewers == 2, "both");
        string large = $"\"{new string('x', 50_000)}\"";

        // Until the connection of the silent viewer is full and it misses messages; the other viewer still gets them.
        long sent = 0;
        while (gateway.Counters.Skipped < 500)
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, $"no message was skipped of {sent}");
            gateway.Receive(large);
            if (++sent % 50 == 0)
            {
                await reading.NextAsync("message");
            }
        }

        gateway.Receive("\"the last\"");
        string? body;
        do
        {
            body = (await reading.NextAsync("message")).GetProperty("body").GetString();
        }
        while (body != "the last");
        Assert.That(gateway.Log.State.Count, Is.EqualTo(100));
    }

    [Test]
    public async Task The_stream_ends_when_the_server_stops()
    {
        await using RunningGateway gateway = await StartAsync();
        await using EventReader events = await EventReader.OpenAsync(gateway.Client, Limit);
        await events.NextAsync("hello");
        Task stopping = gateway.StopAsync(Limit);
        await events.DrainAsync();
        await stopping;
        Assert.That(gateway.Counters.Viewers, Is.Zero);
    }
}
