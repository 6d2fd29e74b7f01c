namespace ZmqNative.Actors.Tests;

/// <summary>Publications of texts and bytes, which keep their types although they convert to frames.</summary>
public sealed class PublishedTypeTests : BrokerTest
{
    [Test]
    public async Task Texts_and_bytes_keep_their_types()
    {
        Broker broker = CreateBroker();
        List<Type> types = [];
        ActorRef listener = broker.Spawn("listener", (message, context) =>
        {
            if (message is TopicMessage topic)
            {
                types.Add(topic.Message.GetType());
            }
            else
            {
                context.Reply(types.Count);
            }

            return default;
        });
        _ = broker.Topics.Subscribe(string.Empty, listener);
        byte[] bytes = [1];
        _ = broker.Topics.Publish("a", "text");
        _ = broker.Topics.Publish("a", bytes);
        _ = broker.Topics.Publish("a", (ReadOnlyMemory<byte>)bytes);
        Assert.That(await listener.AskAsync<int>("?", cancellationToken: Limit), Is.EqualTo(3));
        Assert.That(types, Is.EqualTo(new[] { typeof(string), typeof(byte[]), typeof(ReadOnlyMemory<byte>) }));
    }
}
