using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class LiveStatusTests : GatewayTest
{
    [Test]
    public async Task Ticks_that_come_together_after_a_pause_make_no_infinite_rate()
    {
        FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using RunningGateway gateway = await RunningGateway.StartAsync(time, Limit);
        LiveStatus status = gateway.Get<LiveStatus>();
        for (int points = 1; points <= 5; points++)
        {
            gateway.Receive("1");
            await Eventually(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(10));
                    return status.History().Length >= points;
                },
                "a point");
        }

        Assert.That(status.History().Select(static point => point.ReceivedRate), Is.All.InRange(0, 1));
        Assert.That(status.History().Select(static point => point.Health), Is.All.EqualTo("Healthy"));
        using HttpResponseMessage sent = await gateway.SendAsync("still there", Limit);
        Assert.That(sent.IsSuccessStatusCode, Is.True);
    }
}
