namespace ZmqNative.Samples.Patterns;

/// <summary>ReplyServer and RequestClient: many requests in flight, each with a deadline.</summary>
internal static class RequestReply
{
    public static async Task RunAsync()
    {
        await using ReplyServer server = new("tcp://127.0.0.1:*", request => $"World for {request.Text}");
        await using RequestClient client = new(server.LastEndpoint);

        Task<string> first = client.RequestAsync("Hello 1", timeout: TimeSpan.FromSeconds(5)).AsTask();
        Task<string> second = client.RequestAsync("Hello 2").AsTask();

        Console.WriteLine(await first);
        Console.WriteLine(await second);
    }
}
