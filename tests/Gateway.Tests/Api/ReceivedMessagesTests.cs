namespace ZmqNative.Samples.Gateway.Tests;

public sealed class ReceivedMessagesTests : GatewayTest
{
    [Test]
    public async Task Nothing_received_is_an_empty_list()
    {
        await using RunningGateway gateway = await StartAsync();
        Assert.That(
            await gateway.Client.GetStringAsync("/received-messages", Limit), Is.EqualTo("""{"status":"success","count":0,"messages":[]}"""));
    }

    [Test]
    public async Task All_sent_messages_are_received_including_the_first()
    {
        await using RunningGateway gateway = await StartAsync();
        using HttpResponseMessage sent = await gateway.SendAsync("测试", Limit);
        await Eventually(() => gateway.Log.State.Count == 1, "the message");

        string list = await gateway.Client.GetStringAsync("/received-messages", Limit);

        string details = (await JsonOf(sent)).GetProperty("details").GetRawText();
        Assert.That(list, Is.EqualTo($$"""{"status":"success","count":1,"messages":[{{details}}]}"""));
    }

    [Test]
    public async Task Messages_of_publishers_are_listed_with_all_their_fields_and_without_escapes()
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={publisher.LastEndpoint}", "ReceiveOwn=false");
        await publisher.WaitForSubscriberAsync(1, Limit);

        await publisher.PublishAsync("updates", """{ "id": 1, "message": "\u4f60\u597d \ud83d\ude00 \u0001\n\u2028\"", "more": [1.50, null] }""");
        await publisher.PublishAsync("updates/other", "{}");
        await publisher.PublishAsync("updates", "5");
        await Eventually(() => gateway.Log.State.Count == 2, "both");

        Assert.That(
            await gateway.Client.GetStringAsync("/received-messages", Limit),
            Is.EqualTo("""{"status":"success","count":2,"messages":[{"id":1,"message":"你好 😀 \u0001\nLS\"","more":[1.50,null]},5]}""".Replace("LS", "\u2028", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Several_publishers_are_received()
    {
        await using Publisher first = new("tcp://127.0.0.1:*");
        await using Publisher second = new("tcp://127.0.0.1:*");
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={first.LastEndpoint}, {second.LastEndpoint}");
        await first.WaitForSubscriberAsync(1, Limit);
        await second.WaitForSubscriberAsync(1, Limit);
        await first.PublishAsync("updates", "1");
        await second.PublishAsync("updates", "2");
        await Eventually(() => gateway.Log.State.Count == 2, "both");
    }

    [Test]
    public async Task A_full_buffer_drops_the_oldest_and_reports_the_number()
    {
        await using RunningGateway gateway = await StartAsync("BufferSize=3");
        for (int i = 1; i <= 5; i++)
        {
            gateway.Receive($"{i}");
        }

        using HttpResponseMessage response = await gateway.Client.GetAsync("/received-messages", Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await response.Content.ReadAsStringAsync(Limit), Is.EqualTo("""{"status":"success","count":3,"messages":[3,4,5]}"""));
            Assert.That(response.Headers.GetValues("X-Dropped-Messages"), Is.EqualTo(["2"]));
            Assert.That(await gateway.Client.GetStringAsync("/metrics", Limit), Does.Match(@"(?m)^gateway_buffer_dropped_total\{[^}]*\} 2\b"));
        }
    }

    [TestCase("GET", "/clear-messages")]
    [TestCase("DELETE", "/received-messages")]
    public async Task Clearing_empties_the_list_and_resets_its_count_of_dropped_messages(string method, string path)
    {
        await using RunningGateway gateway = await StartAsync("BufferSize=1");
        gateway.Receive("1");
        gateway.Receive("2");

        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage cleared = await gateway.Client.SendAsync(request, Limit);
        using HttpResponseMessage left = await gateway.Client.GetAsync("/received-messages", Limit);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await cleared.Content.ReadAsStringAsync(Limit), Is.EqualTo("""{"status":"success","message":"Messages cleared"}"""));
            Assert.That(await left.Content.ReadAsStringAsync(Limit), Is.EqualTo("""{"status":"success","count":0,"messages":[]}"""));
            Assert.That(left.Headers.GetValues("X-Dropped-Messages"), Is.EqualTo(["0"]));
        }
    }

    [Test]
    public async Task A_large_list_is_written_whole()
    {
        await using RunningGateway gateway = await StartAsync("BufferSize=5000");
        for (int i = 0; i < 5000; i++)
        {
            gateway.Receive($$"""{"id":{{i}},"message":"{{new string('x', 500)}}"}""");
        }

        JsonElement list = await gateway.Client.GetFromJsonAsync<JsonElement>("/received-messages", Limit);
        Assert.That(list.GetProperty("messages").EnumerateArray().Select(static m => m.GetProperty("id").GetInt32()), Is.EqualTo(Enumerable.Range(0, 5000)));
    }

    [TestCase("no json")]
    [TestCase("{} {}")]
    [TestCase("")]
    [TestCase("{\"a\":\"\\ud800\"}")]
    [TestCase("NaN")]
    public async Task Invalid_JSON_is_counted_and_skipped(string payload)
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={publisher.LastEndpoint}", "ReceiveOwn=false");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("updates", payload);
        await publisher.PublishAsync("updates", "{}");
        await Eventually(() => gateway.Log.State.Count == 1, "the good one");
        Assert.That(gateway.Counters.Malformed, Is.EqualTo(1));
    }

    [Test]
    public async Task Invalid_UTF8_and_too_long_messages_are_counted_and_skipped()
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using RunningGateway gateway = await StartAsync(
            $"SubscribeEndpoint={publisher.LastEndpoint}", "ReceiveOwn=false", "MaxMessageBytes=256");
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("updates", new byte[] { (byte)'"', 0xC3, (byte)'"' });
        await publisher.PublishAsync("updates", $"\"{new string('x', 255)}\"");
        await publisher.PublishAsync("updates", $"\"{new string('x', 254)}\"");
        await Eventually(() => gateway.Log.State.Count == 1, "the good one");
        Assert.That((gateway.Counters.Malformed, gateway.Counters.Oversized), Is.EqualTo((1L, 1L)));
    }
}
