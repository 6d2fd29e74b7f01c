namespace ZmqNative.Cluster.Tests;

public sealed class ShardHashTests
{
    // Peers in other languages compute the same: these values must not change.
    [TestCase("order/42", 244)]
    [TestCase("order/43", 163)]
    [TestCase("a/ä☂", 198)]
    public void Values_are_fixed(string address, int shard) => Assert.That(ShardHash.ShardOf(address, 256), Is.EqualTo(shard));

    [Test]
    public void A_child_has_the_shard_of_its_parent() =>
        Assert.That(ShardHash.ShardOf("order/42/audit/x", 256), Is.EqualTo(ShardHash.ShardOf("order/42", 256)));

    [Test]
    public void Keys_are_spread_evenly()
    {
        int[] counts = new int[256];
        for (int i = 0; i < 256_000; i++)
        {
            counts[ShardHash.ShardOf($"order/{i}", counts.Length)]++;
        }

        Assert.That(counts, Has.All.InRange(800, 1200));
    }
}
