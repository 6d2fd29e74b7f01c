using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Cluster.Tests;

/// <summary>Watches of peers outside of a cluster, which a broker passes on to the owner of the key.</summary>
public sealed class ForwardedWatchTests : ClusterTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    [TestCase(true, Description = "the peer ends the watch")]
    [TestCase(false, Description = "the peer is gone")]
    public async Task A_watch_that_is_passed_on_ends_at_the_owner_with_that_of_its_peer(bool isCancelled)
    {
        Broker broker = CreateBroker("one", new BrokerOptions { Listening = new BrokerListenerOptions { HeartbeatInterval = Interval } });
        ClusterBroker one = broker.JoinCluster(Engine, LongLease);
        await one.WaitUntilJoinedAsync(Limit);
        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        string other = Enumerable.Range(0, 100).Select(static i => $"item/{i}").First(address => one.OwnerOf(address)!.Name == "two");
        Assert.That(await one.Actor(other).AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("two: a"));
        AsyncSocket peer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using (peer)
        {
            await peer.SendAsync([Frames.Correlation(1), "", $"{other}\n\nwatch"], Limit);
            await Eventually(() => two.Broker.Listeners[0].SubscriptionCount == 1, "the owner has the watch");
            Assert.That(broker.Listeners[0].SubscriptionCount, Is.EqualTo(1));
            if (isCancelled)
            {
                await peer.SendAsync([Frames.Correlation(1), "", "\n\ncancel"], Limit);
                await EndedAsync();
            }
        }

        await EndedAsync();

        // The broker tells the owner when it has taken its call out of those in flight.
        Task EndedAsync() => Eventually(
            () => broker.Listeners[0].SubscriptionCount == 0 && two.Broker.Listeners[0].SubscriptionCount == 0, "both have no watch");
    }
}
