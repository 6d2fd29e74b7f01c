using ZmqNative.Cluster.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>The engine on a nats-server, without a server.</summary>
public sealed class NatsClusterTests
{
    [TestCase("nats://user:secret@127.0.0.1:1", "nats://127.0.0.1:1")]
    [TestCase("nats://secret@127.0.0.1:1,nats://user:secret@127.0.0.1:2", "nats://127.0.0.1:1,nats://127.0.0.1:2")]
    [TestCase("secret@127.0.0.1:1", "127.0.0.1:1")]
    [TestCase("nats://127.0.0.1:1", "nats://127.0.0.1:1")]
    public async Task Passwords_in_addresses_are_not_shown(string url, string shown)
    {
        await using NatsCluster cluster = new(url);
        Assert.That(cluster.Directory.Name, Does.StartWith($"NATS at {shown}, cluster '"));
        ClusterEngineException? closed = await Assert.ThrowsAsync<ClusterEngineException>(
            async () => await cluster.Directory.ReadAsync(DirectoryTable.Shards, "key"));
        Assert.That($"{closed}", Does.Contain(shown).And.Not.Contain("secret"));
    }
}
