namespace ZmqNative.Patterns.Tests.Probe;

/// <summary>Handles messages with acknowledged delivery until its input ends, and prints each one with its number of deliveries.</summary>
internal static class AcknowledgingPuller
{
    public static async Task RunAsync(string endpoint, Action<string> say)
    {
        PullerOptions options = new()
        {
            Delivery = Delivery.Acknowledged,
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            HeartbeatTimeout = TimeSpan.FromMilliseconds(500),
        };
        await using Puller puller = new(endpoint, message => say($"{message.Text} {message.DeliveryCount}"), options);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
