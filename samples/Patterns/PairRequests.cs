namespace ZmqNative.Samples.Patterns;

/// <summary>PairServer and PairClient: requests between exactly two peers, with replies in the order of requests.</summary>
internal static class PairRequests
{
    public static async Task RunAsync()
    {
        await using PairServer server = new("tcp://127.0.0.1:*", static request => request.Text == "Ping" ? "Pong" : "?");
        await using PairClient client = new(server.LastEndpoint);

        Console.WriteLine(await client.RequestAsync("Ping"));
    }
}
