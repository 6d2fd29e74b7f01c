namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The guide's scripts as peers of the gateway and of the samples.</summary>
public sealed class PythonTests : GatewayTest
{
    private const string AnyPort = "tcp://127.0.0.1:*";

    [Test]
    public async Task The_gateway_receives_from_the_guides_publisher()
    {
        await using PeerProcess publisher = PeerProcess.StartPython("publisher.py", AnyPort, "0", "0.01");
        string endpoint = await publisher.ReadAsync("bound ", Limit);
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={endpoint}");
        await Eventually(() => gateway.Log.State.Count >= 2, "messages");

        JsonElement list = await gateway.Client.GetFromJsonAsync<JsonElement>("/received-messages", Limit);
        JsonElement first = list.GetProperty("messages")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.GetProperty("message").GetString(), Is.EqualTo($"这是第 {first.GetProperty("id").GetInt32()} 条测试消息"));
            Assert.That(first.GetProperty("type").GetString(), Is.EqualTo("notification"));
            Assert.That(gateway.Get<MessageLog>().ReadAll().Messages[0].Latency, Is.Not.Null);
        }
    }

    [Test]
    public async Task The_guides_subscriber_receives_from_the_gateway()
    {
        await using RunningGateway gateway = await StartAsync();
        await using PeerProcess subscriber = PeerProcess.StartPython("subscriber.py", gateway.PublishEndpoint, "1");
        await gateway.Links.Publisher.WaitForSubscriberAsync(2, Limit);

        using HttpResponseMessage sent = await gateway.SendAsync("测试消息", Limit);

        await subscriber.ReadAsync("connected", Limit);
        JsonElement received = JsonDocument.Parse(await subscriber.ReadAsync(Limit)).RootElement;
        Assert.That(JsonElement.DeepEquals(received, (await JsonOf(sent)).GetProperty("details")), Is.True, received.GetRawText());
        Assert.That(await subscriber.EndAsync(Limit), Is.Zero);
    }

    [Test]
    public async Task The_guides_subscriber_receives_from_the_sample_publisher()
    {
        await using PeerProcess publisher = PeerProcess.StartSample("Publisher", AnyPort, "3");
        string endpoint = (await publisher.ReadAsync("Publishing updates at ", Limit)).Split(';')[0];
        await using PeerProcess subscriber = PeerProcess.StartPython("subscriber.py", endpoint, "3");
        await subscriber.ReadAsync("connected", Limit);
        for (int id = 1; id <= 3; id++)
        {
            JsonElement update = JsonDocument.Parse(await subscriber.ReadAsync(Limit)).RootElement;
            Assert.That(update.EnumerateObject().Select(static p => p.Name), Is.EqualTo(["id", "type", "message", "timestamp"]));
            Assert.That(update.GetProperty("id").GetInt32(), Is.EqualTo(id));
        }

        Assert.That((await subscriber.EndAsync(Limit), await publisher.EndAsync(Limit)), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task The_sample_subscriber_receives_from_the_guides_publisher()
    {
        await using PeerProcess publisher = PeerProcess.StartPython("publisher.py", AnyPort, "-");
        await using PeerProcess subscriber = PeerProcess.StartSample("Subscriber", await publisher.ReadAsync("bound ", Limit), "1");
        await publisher.ReadAsync("subscribed", Limit);
        await publisher.WriteAsync("你好");
        Assert.That(await subscriber.ReadAsync("Received: ", Limit), Does.StartWith("1 notification: 你好 ("));
        Assert.That(await subscriber.EndAsync(Limit), Is.Zero);
    }

    [Test]
    public async Task The_gateway_reconnects_to_a_restarted_publisher()
    {
        PeerProcess publisher = PeerProcess.StartPython("publisher.py", AnyPort, "0", "0.01");
        string endpoint = await publisher.ReadAsync("bound ", Limit);
        await using RunningGateway gateway = await StartAsync($"SubscribeEndpoint={endpoint}");
        await Eventually(() => gateway.Log.State.Received > 0 && gateway.Links.States()[^1].Peers == 1, "messages");
        await publisher.DisposeAsync();
        await Eventually(() => gateway.Links.States()[^1].Peers == 0, "the loss to be seen");

        long before = gateway.Log.State.Received;
        await using PeerProcess again = PeerProcess.StartPython("publisher.py", endpoint, "0", "0.01");
        await Eventually(() => gateway.Log.State.Received > before && gateway.Links.States()[^1].Peers == 1, "messages of the new one");
    }
}
