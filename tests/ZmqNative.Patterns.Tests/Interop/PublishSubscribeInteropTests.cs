using System.Text.Json;

namespace ZmqNative.Patterns.Tests.Interop;

public sealed class PublishSubscribeInteropTests : InteropTest
{
    [Test]
    public async Task A_Python_publisher_and_our_subscriber()
    {
        await using PythonPeer python = PythonPeer.Start("publish", 0, ManyMessages);
        await using Subscriber subscriber = new(
            await python.ReadEndpointAsync(Limit), messageId: 1000, Lossless(new SubscriberOptions()));
        subscriber.Subscribe(1);
        while ((await NextAsync(subscriber)).Id != 1)
        {
        }

        subscriber.Unsubscribe(1);
        await python.GoAsync();
        foreach (string text in Texts)
        {
            Assert.That((await NextAsync(subscriber)).Text, Is.EqualTo(text));
        }

        using (ReceivedMessage json = await subscriber.ReceiveAsync(Limit))
        {
            Assert.That(json.MessageType, Is.EqualTo("json"));
            Assert.That(json.GetJson(InteropJson.Default.Sample), Is.EqualTo(Value));
        }

        for (int i = 0; i < ManyMessages; i++)
        {
            if ((await NextAsync(subscriber)).Text is var text && text != $"{i}")
            {
                Assert.Fail($"{text} was received instead of {i}");
            }
        }

        Assert.That(subscriber.Statistics.Malformed, Is.Zero);
    }

    [Test]
    public async Task Our_publisher_and_a_Python_subscriber()
    {
        await using Publisher publisher = new(AnyPort, Lossless(new PublisherOptions()));
        await using PythonPeer python = PythonPeer.Start("subscribe", PortOf(publisher.LastEndpoint), ManyMessages);
        await publisher.WaitForSubscriberAsync(1, Limit);

        foreach (string text in Texts)
        {
            await publisher.PublishTextAsync(text);
        }

        await publisher.PublishJsonAsync(Value, InteropJson.Default.Sample);
        for (int i = 0; i < ManyMessages; i++)
        {
            await publisher.PublishTextAsync($"{i}");
        }

        await CheckAsync(python, ManyMessages);
        Assert.That(publisher.Statistics.Dropped, Is.Zero);
    }

    [Test]
    public async Task The_web_services_publisher_and_our_subscriber()
    {
        const int Count = 1000;
        await using PythonPeer python = PythonPeer.Start("updates_publisher", 0, Count);
        await using Subscriber subscriber = new(await python.ReadEndpointAsync(Limit), "updates", Lossless(new SubscriberOptions()));
        subscriber.Subscribe("hello");
        while ((await NextAsync(subscriber)).Topic != "hello")
        {
        }

        subscriber.Unsubscribe("hello");
        await python.GoAsync();
        for (int i = 0; i < Count; i++)
        {
            using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
            Update update = message.GetJson(TestJson.Default.Update)!;
            Assert.That(message.Topic, Is.EqualTo("updates"));
            Assert.That(update, Is.EqualTo(new Update(i, "notification", $"这是第 {i} 条测试消息", update.Timestamp)));
            Assert.That(update.Timestamp, Is.GreaterThan(1_700_000_000));
        }
    }

    [Test]
    public async Task Our_publisher_and_the_web_services_subscriber()
    {
        const int Count = 1000;
        await using Publisher publisher = new(AnyPort, Lossless(new PublisherOptions()));
        await using PythonPeer python = PythonPeer.Start("updates_subscriber", PortOf(publisher.LastEndpoint), Count);
        await publisher.WaitForSubscriberAsync(1, Limit);
        for (int i = 1; i <= Count; i++)
        {
            double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
            await publisher.PublishJsonAsync("updates", new Update(i, "notification", $"测试 {i}", now), TestJson.Default.Update);
        }

        JsonElement result = await python.ReadAsync(Limit);
        Assert.That(result.GetProperty("in_order").GetInt32(), Is.EqualTo(Count));
        Assert.That(result.GetProperty("fresh").GetBoolean(), Is.True);
        Assert.That(result.GetProperty("message").GetString(), Is.EqualTo($"测试 {Count}"));
    }

    private async Task<(int? Id, string? Topic, string Text)> NextAsync(Subscriber subscriber)
    {
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        return (message.MessageId, message.Topic, message.Text);
    }
}
