using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZmqNative.Cluster.Nats;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>Brokers of hosts that join a cluster on a nats-server.</summary>
[NonParallelizable]
public sealed class HostedClusterTests : PatternsTest
{
    // The start of a server is part of it.
    private protected override TimeSpan TimeLimit => 5 * Generous;

    [Test]
    public async Task Brokers_of_two_hosts_share_a_key_and_leave_with_their_hosts()
    {
        await using NatsServer server = await NatsEngines.StartServerAsync(Limit);
        using IHost one = Create(server.Url, takesShards: true);
        using IHost two = Create(server.Url, takesShards: false);
        await one.StartAsync(Limit);
        await two.StartAsync(Limit);
        ClusterBroker first = one.Services.GetRequiredKeyedService<Broker>("shop").FindCluster()!;
        ClusterBroker second = two.Services.GetRequiredKeyedService<Broker>("shop").FindCluster()!;
        await first.WaitUntilJoinedAsync(Limit);
        await second.WaitUntilJoinedAsync(Limit);

        Assert.That(await first.Actor("counter/42").AskAsync<int>("add", cancellationToken: Limit), Is.EqualTo(1));
        Assert.That(await second.Actor("counter/42").AskAsync<int>("add", cancellationToken: Limit), Is.EqualTo(2));

        await two.StopAsync(Limit);
        await one.StopAsync(Limit);
        Assert.That((first.State, second.State), Is.EqualTo((ClusterState.Left, ClusterState.Left)));
    }

    [Test]
    public async Task A_broker_without_endpoint_does_not_start()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddZmqNative().AddBroker("shop", actors: static broker => broker.UseNatsCluster("nats://127.0.0.1:1"));
        using IHost host = builder.Build();
        Exception? failure = await Assert.CatchAsync(() => host.StartAsync(Limit));
        Assert.That($"{failure}", Does.Contain("has no endpoint at which others reach it"));
        await host.StopAsync(Limit);
    }

    private static IHost Create(string url, bool takesShards)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddZmqNative().AddBroker("shop", "tcp://127.0.0.1:*", broker => broker
            .AddKeyedActors<Counter>("counter/{id}")
            .UseNatsCluster(url, options: new ClusterOptions { TakesShards = takesShards }));
        return builder.Build();
    }

    private sealed class Counter : Actor
    {
        private int _count;

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(++_count);
            return default;
        }
    }
}
