namespace ZmqNative.Samples.Patterns;

/// <summary>Topics, with a cache that gives a late subscriber the last message of each.</summary>
internal static class Topics
{
    public static async Task RunAsync()
    {
        await using Publisher publisher = new("tcp://127.0.0.1:*", new PublisherOptions { LastValueCache = true });
        await publisher.PublishAsync("weather", "rain");
        await publisher.PublishAsync("weather", "sun");
        await publisher.PublishAsync("news/sports", "1:0");

        await using Subscriber late = new(publisher.LastEndpoint, topic: "weather");
        using ReceivedMessage weather = await late.ReceiveAsync();
        late.SubscribePrefix("news/");
        using ReceivedMessage news = await late.ReceiveAsync();
        Console.WriteLine($"{weather}, {news}");
    }
}
