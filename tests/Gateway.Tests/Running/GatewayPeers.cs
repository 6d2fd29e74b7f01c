namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>Peers of a gateway in this process, on the shared context.</summary>
internal static class GatewayPeers
{
    /// <summary>Subscribes, and waits until the gateway has the subscription: no later message is lost.</summary>
    public static async Task<Subscriber> SubscribeAsync(this RunningGateway gateway, CancellationToken cancellationToken)
    {
        int before = gateway.Links.Publisher.Subscriptions;
        Subscriber subscriber = new(gateway.PublishEndpoint, "updates", new SubscriberOptions { ReceiveHighWatermark = 0 });
        await gateway.Links.Publisher.WaitForSubscriberAsync(before + 1, cancellationToken);
        return subscriber;
    }
}
