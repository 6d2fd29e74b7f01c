namespace ZmqNative.Samples.Patterns;

/// <summary>PairServer and PairClient without a handler: both send and receive at any time.</summary>
internal static class PairStreams
{
    public static async Task RunAsync()
    {
        await using PairServer left = new("tcp://127.0.0.1:*");
        await using PairClient right = new(left.LastEndpoint);

        await left.SendAsync("from the left");
        await right.SendAsync("from the right");

        using ReceivedMessage atRight = await right.ReceiveAsync();
        using ReceivedMessage atLeft = await left.ReceiveAsync();
        Console.WriteLine($"{atRight.Text}, {atLeft.Text}");
    }
}
