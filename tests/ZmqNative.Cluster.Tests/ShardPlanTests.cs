namespace ZmqNative.Cluster.Tests;

public sealed class ShardPlanTests
{
    [TestCase(256, 1)]
    [TestCase(256, 3)]
    [TestCase(256, 7)]
    [TestCase(5, 8)]
    [TestCase(16_384, 1000)]
    public void Brokers_get_equal_numbers(int shards, int brokers)
    {
        int[] owners = new int[shards];
        Array.Fill(owners, -1);
        int[] targets = ShardPlan.Make(owners, brokers);
        int[] counts = [.. Enumerable.Range(0, brokers).Select(broker => targets.Count(target => target == broker))];
        Assert.That(counts.Sum(), Is.EqualTo(shards));
        Assert.That(counts.Max() - counts.Min(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void A_broker_that_joins_gets_its_part_and_nothing_else_moves()
    {
        int[] two = ShardPlan.Make(Enumerable.Repeat(-1, 256).ToArray(), 2);
        int[] three = ShardPlan.Make(two, 3);
        int moved = two.Zip(three).Count(static pair => pair.First != pair.Second);
        Assert.That(moved, Is.EqualTo(three.Count(static target => target == 2)).And.InRange(85, 86));
        Assert.That(ShardPlan.Make(three, 3), Is.EqualTo(three), "what is planned stays");
    }

    [Test]
    public void The_shards_of_a_broker_that_has_gone_are_distributed_and_no_others_move()
    {
        int[] three = ShardPlan.Make(Enumerable.Repeat(-1, 256).ToArray(), 3);
        int[] left = [.. three.Select(static owner => owner == 2 ? -1 : owner)];
        int[] two = ShardPlan.Make(left, 2);
        Assert.That(left.Zip(two).Count(static pair => pair.First >= 0 && pair.First != pair.Second), Is.Zero);
        Assert.That(two.Count(static target => target == 0), Is.EqualTo(128));
    }

    [Test]
    public void Without_brokers_there_are_no_owners() => Assert.That(ShardPlan.Make([-1, -1], 0), Is.EqualTo(new[] { -1, -1 }));
}
