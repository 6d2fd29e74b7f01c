namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The time of the attempts of a request that may be handled twice.</summary>
public sealed class IdempotentTimeTests : PatternsTest
{
    [Test]
    public async Task The_remaining_time_of_a_failed_attempt_is_left_to_those_that_follow()
    {
        TimeSpan whole = TimeSpan.FromSeconds(30);
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        AsyncSocket server = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { IdempotentAttempts = 3 }, reactor));
        long begin = time.GetTimestamp();
        Task request = client.RequestIdempotentAsync("x"u8.ToArray(), whole, Limit).AsTask();
        (await server.ReceiveAsync(Limit)).Dispose();
        await client.WaitForPeersAsync(1, Limit);
        await server.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 0, "the loss");

        while (!request.IsCompleted)
        {
            time.Jump(TimeSpan.FromMilliseconds(20));
            await Task.Delay(1);
        }

        Assert.That(async () => await request, Throws.InstanceOf<RequestTimeoutException>());
        Assert.That(time.GetElapsedTime(begin), Is.GreaterThanOrEqualTo(whole));
    }
}
