using ZmqNative.Cluster.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>The engine on a nats-server, without a server.</summary>
public sealed class NatsClusterTests
{
    [TestCase("2.9.10", 1, null)]
    [TestCase("2.9.10", 3, "not exclusive with more than one replica. Use 2.9.21 or newer, or Replicas = 1.")]
    [TestCase("2.9.20-beta.1", 2, "the server is 2.9.20-beta.1, whose compare-and-set is not exclusive")]
    [TestCase("2.9.21", 3, null)]
    [TestCase("2.11.0-RC.1", 3, null)]
    [TestCase("2.8.4", 1, "a cluster needs 2.9.0 or newer")]
    [TestCase("dev", 1, null)]
    [TestCase("dev", 2, "the version of the server, \"dev\", cannot be read; more than one replica needs 2.9.21 or newer")]
    [TestCase("", 2, "cannot be read")]
    public void A_server_that_cannot_keep_the_guarantees_is_refused(string version, int replicas, string? problem)
    {
        string? found = NatsEngine.FindProblem(version, replicas);
        if (problem is null)
        {
            Assert.That(found, Is.Null);
        }
        else
        {
            Assert.That(found, Does.Contain(problem));
        }
    }

    [Test]
    public void Another_number_of_replicas_than_that_of_the_server_is_refused()
    {
        Assert.That(() => NatsReplicas.Check("NATS", "the stream 'orders_tells'", 3, 3), Throws.Nothing);
        Assert.That(
            () => NatsReplicas.Check("NATS", "the stream 'orders_tells'", 3, 1),
            Throws.TypeOf<ClusterSettingsException>().With.Message.Contains("'orders_tells' has 3 replicas, this broker has Replicas = 1. Set NatsClusterOptions.Replicas to 3"));
    }

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
