namespace ZmqNative.Samples.Patterns;

/// <summary>Publisher and Subscriber: one sends, all subscribers of the message id receive.</summary>
internal static class PublishSubscribe
{
    public static async Task RunAsync()
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*");
        await using Subscriber subscriber = new(publisher.LastEndpoint, messageId: 1000);
        await publisher.WaitForSubscriberAsync();

        await publisher.PublishTextAsync("for another id", messageId: 10001);
        await publisher.PublishTextAsync("Hi there!");

        using ReceivedMessage message = await subscriber.ReceiveAsync();
        Console.WriteLine($"{message.MessageId}: {message.Text}");
    }
}
